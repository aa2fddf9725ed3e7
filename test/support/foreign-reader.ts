import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Meta } from '#libs/kernel';
import { python } from '#tools/parts';
import { type Installation } from './installation.js';
import { readParts } from './parts-record.js';

/** A record of a topic as Python sees it. */
export interface ForeignRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string;
  readonly headers: unknown;
  readonly event: { readonly meta: Meta } & Readonly<Record<string, unknown>>;
}

const SCRIPT = path.resolve('test/support/read_topics.py');

/**
 * Everything in the topics, read by Python's confluent-kafka and fastavro through the registry.
 *
 * @returns undefined, and says why, where there is no Python to be had
 */
export async function readTopicsWithPython({ home }: Installation): Promise<ForeignRecord[] | undefined> {
  const found = await python();
  if ('missing' in found) {
    process.stderr.write(`not checked with a foreign reader: ${found.missing}\n`);
    return undefined;
  }
  const { kafka, registry } = readParts(home);
  const { stdout } = await promisify(execFile)(found.executable, [SCRIPT, kafka.bootstrap, registry.url], {
    maxBuffer: 256 * 1024 * 1024,
  });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ForeignRecord);
}
