import fs from 'node:fs';
import path from 'node:path';
import { commandLineOf, startOf } from '../setup/process.mjs';
import { readSecrets, writeWhole, type Secrets } from './home.js';
import type { PartName, PartsAddresses } from './types.js';

/** One process, named for good: a pid alone may be given to another process after this one has ended. */
export interface ProcessRecord {
  pid: number;
  start: string;
}

/** What `<home>/parts.json` tells other processes, and the next start. Contains no secret. */
export interface PartsRecord extends PartsAddresses {
  owner: ProcessRecord;
  by: 'processes' | 'docker';
  processes: Partial<Record<PartName, ProcessRecord>>;
}

const fileOf = (home: string) => path.join(home, 'parts.json');

/** Undefined if the home has no record, or one that cannot be read. */
export function readRecord(home: string): PartsRecord | undefined {
  try {
    return JSON.parse(fs.readFileSync(fileOf(home), 'utf8')) as PartsRecord;
  } catch {
    return undefined;
  }
}

export function writeRecord(home: string, record: PartsRecord): void {
  writeWhole(fileOf(home), `${JSON.stringify(record, undefined, 2)}\n`);
}

export function removeRecord(home: string): void {
  fs.rmSync(fileOf(home), { force: true });
}

/** Undefined if it has ended already. */
export function recordOf(pid: number): ProcessRecord | undefined {
  const start = startOf(pid);
  return start === undefined ? undefined : { pid, start };
}

/** Whether exactly the recorded process still runs. */
export function isAlive(record: ProcessRecord): boolean {
  return startOf(record.pid) === record.start;
}

/** Whether the recorded process still runs and was started on this home: only such a one may be ended as a leftover. */
export function isOurs(record: ProcessRecord, home: string): boolean {
  return isAlive(record) && commandLineOf(record.pid).includes(home);
}

/**
 * What another process (the command line, a test) needs to know of an installation: where its parts are, its secrets, and
 * whether the process that started it still runs. Undefined if nothing was started on this home, or it was stopped in order.
 */
export function findParts(home: string): (PartsRecord & { alive: boolean; secrets: Secrets }) | undefined {
  const record = readRecord(home);
  const secrets = readSecrets(home);
  return record && secrets && { ...record, alive: isAlive(record.owner), secrets };
}
