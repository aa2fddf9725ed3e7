/**
 * Makes a fresh clone ready, with nothing but Node's own modules: packages, fetched parts, compiled code.
 * Run before `npm start` and `npm test`; says nothing and takes a fraction of a second when all is in place.
 */
import { isMain } from './is-main.mjs';
import { ensureNodeModules } from './node-modules.mjs';
import { isNewEnough, oldestNode } from './node-version.mjs';
import { ensureParts, fetchAhead } from './parts.mjs';

function checkNode() {
  if (isNewEnough(process.versions.node)) return;
  throw new Error(
    `Aviary needs Node.js ${oldestNode} or newer, and this is ${process.versions.node}: install a newer one`,
  );
}

/** @param {string} line */
const log = (line) => console.error(`aviary: ${line}`);

/**
 * Sets the clone up: checks Node, installs packages, compiles, and fetches the parts unless told not to.
 * Throws with a sentence that says what to do.
 * @param {{ parts: boolean }} options
 */
export async function setup(options = { parts: true }) {
  checkNode();
  // Packages and parts come from different places, so both come at the same time.
  const fetching = options.parts ? fetchAhead(log) : undefined;
  fetching?.catch(() => undefined);
  await ensureNodeModules(log);
  const { build } = await import('./build.mjs');
  await build(log);
  await fetching;
  if (options.parts) await ensureParts(log);
}

if (isMain(import.meta.url)) {
  await setup().catch((error) => {
    log(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  });
}
