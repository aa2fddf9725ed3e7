import { isNewEnough, oldestNode } from '../../node-version.mjs';
import { missing, ok } from '../check.mjs';

/** @type {import('../check.mjs').Check<{ version: string, path: string }>} */
export const node = {
  name: 'node',
  title: 'Node.js',
  look: () => ({ version: process.versions.node, path: process.execPath }),
  judge({ version, path }) {
    const found = `${version}, ${path}`;
    if (isNewEnough(version)) return ok(found, { version, path });
    return missing(found, `Install Node.js ${oldestNode} or newer.`);
  },
};
