import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The nearest folder above `from` that holds a package.json: the clone's own folder, from source and from dist/ alike.
 * @param {string} from
 * @returns {string}
 */
function rootAbove(from) {
  if (fs.existsSync(path.join(from, 'package.json'))) return from;
  const parent = path.dirname(from);
  if (parent === from) throw new Error('no package.json above this file: the clone is incomplete');
  return rootAbove(parent);
}

/** The clone's own folder, absolute. (Not by `import.meta.dirname`: a Node that is too old must get as far as being told so.) */
export const root = rootAbove(path.dirname(fileURLToPath(import.meta.url)));

/** Where everything lies that is fetched or made at run time. Nothing else in the clone is written to but dist/ and node_modules/. */
export const aviary = path.join(root, '.aviary');

/** Parts fetched ready to run, one folder `<name>-<version>` each. */
export const partsFolder = path.join(aviary, 'parts');
