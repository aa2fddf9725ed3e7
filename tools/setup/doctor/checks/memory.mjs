import fs from 'node:fs';
import os from 'node:os';
import { ok, warning } from '../check.mjs';

/** @typedef {{ total: number, available: number }} MemoryFacts bytes */

const GB = 1024 ** 3;

/** What Kafka, the registry, PostgreSQL and the services take together, and some air. */
const comfortable = 2 * GB;

/** @param {number} bytes */
const shown = (bytes) => `${(bytes / GB).toFixed(1)} GB`;

/** What can be had without pushing others out; os.freemem leaves out what is only cached. */
function availableMemory() {
  try {
    const told = /^MemAvailable:\s+(\d+) kB/m.exec(fs.readFileSync('/proc/meminfo', 'utf8'))?.[1];
    if (told !== undefined) return Number(told) * 1024;
  } catch {
    // Not Linux.
  }
  return os.freemem();
}

/** The limit of a container, which /proc/meminfo does not know; 0 or a huge number where there is none. */
const limit = () => process.constrainedMemory?.() || Infinity;

/** @type {import('../check.mjs').Check<MemoryFacts>} */
export const memory = {
  name: 'memory',
  title: 'Memory',
  look: () => ({ total: Math.min(os.totalmem(), limit()), available: Math.min(availableMemory(), limit()) }),
  judge({ total, available }) {
    const found = `${shown(available)} of ${shown(total)} available`;
    if (available >= comfortable) return ok(found);
    return warning(
      found,
      `All of Aviary takes about ${shown(comfortable)}: end something else, or expect it to be slow.`,
    );
  },
};
