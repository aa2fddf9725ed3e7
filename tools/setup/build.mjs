/**
 * Compiles apps/, libs/ and tools/ into dist/ with swc, file by file and in place.
 *
 * Only what changed is compiled, each output is written beside its place and renamed into it, and outputs whose source is
 * gone are removed one by one: a build while another process runs from dist/ (`npm test` beside `npm start`) never takes a
 * file away under it. Files that are no TypeScript (.sql, .html, .mjs, …) are copied to the same place, so that
 * `new URL('./append.sql', import.meta.url)` finds them from source and from dist alike.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { isMain } from './is-main.mjs';
import { root } from './root.mjs';

const rooms = ['apps', 'libs', 'tools'];
const notBuilt = /(\.spec\.ts|\.d\.ts|\.cjs|\.md|\.tmp|~)$/;
const dist = path.join(root, 'dist');
const manifestFile = path.join(dist, '.build.json');

/** What each source was like when it was last built. @typedef {Record<string, string>} Stamps */

/** All that is to be built or copied, with its stamp. A file that vanishes meanwhile is left out. */
function sources() {
  /** @type {Stamps} */
  const stamps = {};
  for (const room of rooms.filter((name) => fs.existsSync(path.join(root, name)))) {
    for (const entry of fs.readdirSync(path.join(root, room), { recursive: true, withFileTypes: true })) {
      const file = path.relative(root, path.join(entry.parentPath, entry.name));
      if (!entry.isFile() || notBuilt.test(file) || /(^|\/)(node_modules|fixtures)\//.test(file)) continue;
      const stat = fs.statSync(path.join(root, file), { throwIfNoEntry: false });
      if (stat) stamps[file] = `${stat.mtimeMs}:${stat.size}`;
    }
  }
  return stamps;
}

/** @param {string} file */
const outputOf = (file) => path.join(dist, file.replace(/\.ts$/, '.js'));

/**
 * Writes so that a reader sees the old content or the new one, never a part.
 * @param {string} file
 * @param {string | Buffer} content
 */
function replace(file, content) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  fs.writeFileSync(temporary, content);
  fs.renameSync(temporary, file);
}

/** @param {string} key */
function readManifest(key) {
  try {
    const manifest = JSON.parse(fs.readFileSync(manifestFile, 'utf8'));
    return /** @type {Stamps} */ (manifest.key === key ? manifest.files : {});
  } catch {
    return {};
  }
}

/** What else an output depends on: the compiler, its settings, and this script. */
function buildKey() {
  const files = ['node_modules/@swc/core/package.json', '.swcrc', 'tools/setup/build.mjs'];
  const hash = createHash('sha256');
  for (const file of files) hash.update(fs.readFileSync(path.join(root, file)));
  return hash.digest('hex');
}

/** @param {string} file */
async function compile(file) {
  if (!file.endsWith('.ts')) return replace(outputOf(file), fs.readFileSync(path.join(root, file)));
  const { transformFile } = await import('@swc/core');
  const { code, map } = await transformFile(path.join(root, file), { cwd: root, swcrc: true });
  if (map) replace(`${outputOf(file)}.map`, map);
  replace(outputOf(file), map ? `${code}\n//# sourceMappingURL=${path.basename(outputOf(file))}.map\n` : code);
}

/** @param {string} file */
function removeOutput(file) {
  fs.rmSync(outputOf(file), { force: true });
  fs.rmSync(`${outputOf(file)}.map`, { force: true });
}

/** How many files the next build has to compile, copy or remove. Throws where the compiler is not installed. */
export function pending() {
  const { changed, gone } = difference();
  return changed.length + gone.length;
}

/** What is to be done, from what was done last. */
function difference() {
  const key = buildKey();
  const before = readManifest(key);
  const now = sources();
  const changed = Object.keys(now).filter((file) => before[file] !== now[file] || !fs.existsSync(outputOf(file)));
  const gone = Object.keys(before).filter((file) => !(file in now));
  return { key, now, changed, gone };
}

/** So many files take a moment, in which somebody who waits wants to be told. */
const WORTH_TELLING = 100;

/**
 * Brings dist/ up to date. Returns how many files were compiled or copied, and removed.
 * Throws with the compiler's message when a file does not parse; the other files are compiled all the same.
 * @param {(line: string) => void} tell hears when that takes a moment
 */
export async function build(tell = () => undefined) {
  const { key, now, changed, gone } = difference();
  if (changed.length >= WORTH_TELLING) tell(`compiling ${changed.length} files …`);
  const results = await Promise.allSettled(changed.map(compile));
  /** @type {string[]} */
  const failures = [];
  changed.forEach((file, i) => {
    const result = results[i];
    if (result?.status !== 'rejected') return;
    delete now[file];
    failures.push(`${file}: ${result.reason instanceof Error ? result.reason.message : result.reason}`);
  });
  gone.forEach(removeOutput);
  if (changed.length + gone.length > 0) replace(manifestFile, JSON.stringify({ key, files: now }));
  if (failures.length > 0) throw new Error(failures.join('\n'));
  return { compiled: changed.length, removed: gone.length };
}

async function watch() {
  for (;;) {
    try {
      const { compiled, removed } = await build();
      if (compiled + removed > 0) console.log(`compiled ${compiled}, removed ${removed}`);
    } catch (error) {
      console.error(String(error));
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

if (isMain(import.meta.url)) {
  if (process.argv.includes('--watch')) await watch();
  await build().catch((error) => {
    console.error(String(error));
    process.exitCode = 1;
  });
}
