import fs from 'node:fs';
import path from 'node:path';
import { onPath } from '../../java.mjs';
import { postgresBinaries } from '../../postgres-binaries.mjs';
import { missing, notNeeded, ok, usesDocker, warning } from '../check.mjs';
import { runProgram } from '../run-program.mjs';

/**
 * `lack` says why there are no binaries; `user` is false where PostgreSQL, which does not run as root, could not get another
 * user (tools/parts/postgres-user.ts finds or makes it).
 * @typedef {{ path: string | undefined, lack: string | undefined, outcome: import('../run-program.mjs').Outcome | undefined,
 *   user: boolean }} PostgresFacts
 */

function hasUser() {
  if (process.getuid?.() !== 0) return true;
  if (/^postgres:/m.test(fs.readFileSync('/etc/passwd', 'utf8'))) return true;
  return onPath('useradd') !== undefined || onPath('unshare') !== undefined;
}

const inDocker = 'Start a Docker engine and set AVIARY_PARTS=docker.';

/** @type {import('../check.mjs').Check<PostgresFacts>} */
export const postgres = {
  name: 'postgres',
  title: 'PostgreSQL',
  look() {
    try {
      // This makes the links that its libraries need, as a start does.
      const server = path.join(postgresBinaries(), 'bin/postgres');
      return { path: server, lack: undefined, outcome: runProgram(server, ['--version']), user: hasUser() };
    } catch (error) {
      const lack = error instanceof Error ? error.message : String(error);
      return { path: undefined, lack, outcome: undefined, user: hasUser() };
    }
  },
  judge({ path: server, lack, outcome, user }, all) {
    if (usesDocker(all)) return notNeeded;
    if (server === undefined) {
      if (all.packages.state !== 'installed') return warning('it comes with the npm packages', 'See npm packages.');
      return missing(lack ?? 'no binaries', inDocker);
    }
    if (!outcome?.runs) return missing(`${server}, which does not run: ${outcome?.why}`, inDocker);
    if (!user)
      return missing(
        'it does not run as root, and there is no user `postgres`',
        'Make a user `postgres`, or start Aviary as another user than root.',
      );
    const version = /\d+(\.\d+)*/.exec(outcome.says)?.[0];
    return ok(`${version}, ${server}`, { version, path: server });
  },
};
