import fs from 'node:fs';
import { pathToFileURL } from 'node:url';

/**
 * Whether a module is the program that node was started with, and not imported by another. `argv[1]` may be anything where
 * there is no program file, as with `node -e`.
 * @param {string} url the module's own `import.meta.url`
 * @returns {boolean}
 */
export function isMain(url) {
  const program = process.argv[1];
  if (!program || !fs.existsSync(program)) return false;
  return url === pathToFileURL(fs.realpathSync(program)).href;
}
