import fs from 'node:fs';
import path from 'node:path';
import { aviary, root } from '../../root.mjs';
import { missing, ok } from '../check.mjs';

/**
 * `closed` is the first folder in which nothing can be written; `locked` says that the home has data whose secrets are gone.
 * @typedef {{ home: string, closed: string | undefined, locked: boolean }} HomeFacts
 */

/**
 * The folder itself, or the nearest one above that is there.
 * @param {string} folder
 * @returns {string}
 */
export function nearest(folder) {
  return fs.existsSync(folder) || folder === path.dirname(folder) ? folder : nearest(path.dirname(folder));
}

/** @param {string} folder */
function isWritable(folder) {
  try {
    fs.accessSync(folder, fs.constants.W_OK | fs.constants.X_OK);
    return fs.statSync(folder).isDirectory();
  } catch {
    return false;
  }
}

/** @type {import('../check.mjs').Check<HomeFacts>} */
export const home = {
  name: 'home',
  title: 'Writable folders',
  look({ home }) {
    const needed = [home, aviary, path.join(root, 'dist'), path.join(root, 'node_modules')].map(nearest);
    const has = (/** @type {string} */ name) => fs.existsSync(path.join(home, name));
    return {
      home,
      closed: needed.find((folder) => !isWritable(folder)),
      locked: has('postgres') && !has('secrets.json'),
    };
  },
  judge({ home, closed, locked }) {
    if (closed !== undefined)
      return missing(
        `${closed} cannot be written to`,
        'Allow it, start Aviary as another user, or keep the data elsewhere with --home <folder>.',
      );
    if (locked)
      return missing(
        `${home} has data but no secrets.json, without which it cannot be read`,
        'Put that file back, or begin anew elsewhere with --home <folder>.',
      );
    return ok(`${home}, and those of the clone`, { path: home });
  },
};
