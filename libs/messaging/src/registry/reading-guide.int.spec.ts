import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { Kafka, logLevel } from 'kafkajs';
import { catalogue } from '#libs/contracts';
import { type Meta, uuidv7 } from '#libs/kernel';
import { testParts } from '#libs/testing';
import { python } from '#tools/parts';
import { produce } from '../fixtures/topic.js';
import { RegistryClient } from './registry-client.js';

const root = path.resolve(import.meta.dirname, '../../../..');
const { kafka, registry } = testParts();
const topic = `aviary.guide-${uuidv7()}`;
const admin = new Kafka({ brokers: [kafka.bootstrap], logLevel: logLevel.NOTHING }).admin();
afterAll(async () => {
  await admin.deleteTopics({ topics: [topic] }).catch(() => undefined);
  await admin.disconnect();
});

/** The program of the guide, word for word. */
const program = /```python\n(.*?)```/s.exec(readFileSync(path.join(root, 'docs/reading-topics.md'), 'utf8'))?.[1] ?? '';

interface Written {
  readonly record: string;
  readonly meta: Meta;
  readonly body: object;
}
/** Bytes of every version of every event of tasks that was ever released. */
const corpus = JSON.parse(readFileSync(path.join(root, 'libs/contracts/src/fixtures/corpus.json'), 'utf8')) as Readonly<
  Record<string, readonly Written[]>
>;
const written = Object.entries(corpus).flatMap(([name, all]) => (name.startsWith('tasks.') ? all : []));

/** One that no registry gives out. */
const LOST = 2_000_000_000;

function run(executable: string, bootstrap: string, input = Buffer.of()): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = execFile(executable, ['-c', program, bootstrap, registry.url, topic], (error, output) => {
      if (error) reject(new Error('The program failed.', { cause: error }));
      else resolve(output.trim().split('\n'));
    });
    child.stdin?.end(input);
  });
}

/** Python's text of a moment, as our own JSON has it. */
const inMillis = (_: string, value: unknown): unknown =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?\+00:00$/.test(value)
    ? Date.parse(value)
    : value;

test('the program of the guide reads all versions side by side, whatever ids the records carry', async () => {
  const found = await python();
  if ('missing' in found) {
    process.stderr.write(`the guide for Python is not tried: ${found.missing}\n`);
    return;
  }
  const client = new RegistryClient(registry.url);
  for (const { event, schema } of catalogue.filter(({ service }) => service === 'tasks'))
    await client.register(`${topic}-${topic}.${event}`, schema);
  const other = await client.find(
    `${topic}-${topic}.LogEpochOpened`,
    catalogue.find((type) => type.service === 'tasks' && type.event === 'LogEpochOpened')?.schema ?? '',
  );
  const ids = [0, LOST, other?.id ?? 0];
  const records = written.map(({ record }, n) => {
    const value = Buffer.from(record, 'hex');
    value.writeInt32BE(ids[n % ids.length] ?? 0, 1);
    return value;
  });
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 2 }], waitForLeaders: true });
  await produce(
    topic,
    records.map((value, n) => ({ partition: n % 2, value })),
  );

  const said = written.map(({ meta, body }) => ({ meta, ...body }));
  const framed = records.map((value) =>
    Buffer.concat([Buffer.from(Uint32Array.of(value.length).buffer).swap32(), value]),
  );
  const fromKcat = await run(found.executable, '-', Buffer.concat(framed));
  expect(fromKcat.map((line) => JSON.parse(line, inMillis) as object)).toEqual(said);
  const fromKafka = await run(found.executable, kafka.bootstrap);
  expect(fromKafka.toSorted()).toEqual(fromKcat.toSorted());
}, 300_000);
