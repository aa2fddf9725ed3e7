import fs from 'node:fs';
import path from 'node:path';
import { commandLineOf, startOf } from '../process.mjs';

/**
 * What the files of a home tell of the Aviary that runs on it, or ran on it until it was killed. (They are written by
 * tools/parts/records.ts and apps/aviary/src/local/running.ts; those are compiled code, which may not be here.)
 * @typedef {{ pid: number, alive: boolean, gateway: string | undefined, leftovers: string[] }} Running
 *
 * @typedef {{ pid: number, start: string }} ProcessRecord
 */

/** @param {string} file */
function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * @param {string} home
 * @returns {Running | undefined} undefined when nothing ran on it, or it was stopped in order
 */
export function runningOn(home) {
  const record = readJson(path.join(home, 'parts.json'));
  if (typeof record?.owner?.pid !== 'number') return undefined;
  /** @type {ProcessRecord} */
  const owner = record.owner;
  /** @type {Record<string, ProcessRecord>} */
  const processes = record.processes ?? {};
  return {
    pid: owner.pid,
    alive: startOf(owner.pid) === owner.start,
    gateway: readJson(path.join(home, 'services.json'))?.services?.gateway,
    leftovers: Object.entries(processes)
      .filter(([, { pid, start }]) => startOf(pid) === start && commandLineOf(pid).includes(home))
      .map(([name, { pid }]) => `${name} (process ${pid})`),
  };
}
