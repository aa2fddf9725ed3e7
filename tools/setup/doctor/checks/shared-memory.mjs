import fs from 'node:fs';
import { notNeeded, ok, usesDocker, warning } from '../check.mjs';

/** @typedef {{ expected: boolean, there: boolean, free: number }} SharedMemoryFacts bytes */

const folder = '/dev/shm';
const MB = 1024 ** 2;
const least = 16 * MB;

/** @type {import('../check.mjs').Check<SharedMemoryFacts>} */
export const sharedMemory = {
  name: 'shared-memory',
  title: 'Shared memory',
  look() {
    if (process.platform !== 'linux') return { expected: false, there: false, free: 0 };
    try {
      fs.accessSync(folder, fs.constants.W_OK);
      const { bavail, bsize } = fs.statfsSync(folder);
      return { expected: true, there: true, free: bavail * bsize };
    } catch {
      return { expected: true, there: false, free: 0 };
    }
  },
  judge({ expected, there, free }, all) {
    if (usesDocker(all)) return notNeeded;
    if (!expected) return ok('the system’s own');
    const what = 'PostgreSQL shares memory there when one query uses several processes';
    if (!there) return warning(`${folder} is not there, or not writable`, `Mount a tmpfs there: ${what}.`);
    if (free < least)
      return warning(`${Math.floor(free / MB)} MB free in ${folder}`, `Make it larger (${least / MB} MB): ${what}.`);
    return ok(`${Math.floor(free / MB)} MB free in ${folder}`);
  },
};
