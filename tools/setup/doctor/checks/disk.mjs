import fs from 'node:fs';
import { missing, ok, warning } from '../check.mjs';
import { nearest } from './home.mjs';

/** @typedef {{ folder: string, free: number }} DiskFacts bytes */

const MB = 1_000_000;

/** The data of an empty installation takes 100 MB, what is fetched and installed once 800 MB. */
const least = { toStart: 200 * MB, toFetch: 1_200 * MB, comfortable: 3_000 * MB };

/** @param {number} bytes */
const shown = (bytes) =>
  bytes < 1_000 * MB ? `${Math.round(bytes / MB)} MB` : `${(bytes / MB / 1_000).toFixed(1)} GB`;

/** @type {import('../check.mjs').Check<DiskFacts>} */
export const disk = {
  name: 'disk',
  title: 'Disk space',
  look({ home }) {
    const folder = nearest(home);
    const { bavail, bsize } = fs.statfsSync(folder);
    return { folder, free: bavail * bsize };
  },
  judge({ folder, free }, { fetched, packages }) {
    const found = `${shown(free)} free in ${folder}`;
    const fetches = packages.state !== 'installed' || fetched.absent.length > 0;
    const needed = fetches ? least.toFetch : least.toStart;
    const wayOut = 'Make room, or keep the data on another disk with --home <folder>.';
    if (free < needed) return missing(`${found}, and ${shown(needed)} are needed`, wayOut);
    if (free < least.comfortable) return warning(`${found}: logs only grow`, wayOut);
    return ok(found);
  },
};
