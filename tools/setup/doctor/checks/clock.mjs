import fs from 'node:fs';
import path from 'node:path';
import { root } from '../../root.mjs';
import { ok, warning } from '../check.mjs';

/** `newest` is the latest moment of which this machine has proof: a file that was written. @typedef {{ now: number, newest: number }} ClockFacts */

/** Files from elsewhere (an archive, another disk) may be a little ahead. */
const tolerance = 5 * 60_000;

/** @type {import('../check.mjs').Check<ClockFacts>} */
export const clock = {
  name: 'clock',
  title: 'Clock',
  look({ home }) {
    const files = [path.join(root, 'package.json'), path.join(home, 'secrets.json'), path.join(home, 'parts.json')];
    const written = files.flatMap((file) => fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? []);
    return { now: Date.now(), newest: Math.max(...written) };
  },
  judge({ now, newest }) {
    const found = new Date(now).toISOString();
    if (now + tolerance >= newest) return ok(found);
    return warning(
      `${found}, but a file here was written at ${new Date(newest).toISOString()}`,
      'Set the clock: events, tokens and billing cycles go by it.',
    );
  },
};
