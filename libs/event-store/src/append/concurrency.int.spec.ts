import { beforeAll, expect, test } from '@jest/globals';
import { type RecordedEvent } from '#libs/kernel';
import { until } from '#libs/testing';
import { type EventLog } from '../event-log.js';
import { commandOf, newStream, somethingIn, testLog } from '../fixtures/test-log.js';
import { verifyChain } from '../verifying/verify-chain.js';

const db = testLog();
const { tenant } = db;
let instances: EventLog[];

beforeAll(async () => {
  instances = [await db.open(), await db.open()];
});

/** Appends one event after the other to a stream, each time at the version it believes the stream to be at. */
async function writer(log: EventLog, stream: string, times: number): Promise<number> {
  let appended = 0;
  let version = await log.streamVersion(tenant, stream);
  while (appended < times) {
    const outcome = await log.append(
      tenant,
      commandOf([somethingIn(stream)], { expected: new Map([[stream, version]]) }),
    );
    if (outcome.outcome === 'appended') appended++;
    version = outcome.outcome === 'conflict' ? (outcome.actual ?? 0) : version + 1;
  }
  return appended;
}

/** Everything after a position. */
async function since(position: number): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for (;;) {
    const more = await instances[0]!.read(tenant, position + events.length, 1_000);
    if (more.length === 0) return events;
    events.push(...more);
  }
}

test('64 writers in two instances, each with a stream of its own', async () => {
  const before = (await instances[0]!.head(tenant)).position;
  const streams = Array.from({ length: 64 }, newStream);
  await Promise.all(streams.map((stream, i) => writer(instances[i % 2]!, stream, 20)));
  const { position } = await instances[0]!.head(tenant);
  expect(position).toBe(before + 64 * 20);
  const { pool } = await db.as('tasks');
  expect(await verifyChain(pool, 'tasks')).toEqual({ events: position });
});

test('16 writers in two instances, all with the same stream: no version twice, none left out', async () => {
  const stream = newStream();
  await Promise.all(Array.from({ length: 16 }, (_, i) => writer(instances[i % 2]!, stream, 5)));
  const versions = (await instances[0]!.readStream(tenant, stream)).map(({ meta }) => meta.version);
  expect(versions).toEqual(Array.from({ length: 80 }, (_, i) => i + 1));
});

test('a guard holds against writers in both instances: what it guards never moves before what is written under it', async () => {
  const seals = newStream();
  const before = (await instances[0]!.head(tenant)).position;
  let sealed = 0;
  let entered = 0;
  const allSealed = () => sealed === 80;
  // Every ten seals the sealers wait for another entry: on a busy machine they could otherwise be done before one got in.
  const seal = async (log: EventLog) => {
    for (let i = 0; i < 40; i++) {
      const wanted = Math.floor(sealed / 10);
      await until(() => entered >= wanted, { what: 'another entry' });
      await log.append(tenant, commandOf([somethingIn(seals)]));
      sealed++;
    }
  };
  const enter = async (log: EventLog) => {
    let version = 0;
    while (!allSealed()) {
      const event = somethingIn(newStream(), `under ${version}`);
      const outcome = await log.append(tenant, commandOf([event], { guards: [{ streamId: seals, version }] }));
      if (outcome.outcome === 'conflict') version = outcome.actual ?? 0;
      else entered++;
    }
  };
  await Promise.all(instances.flatMap((log) => [seal(log), enter(log), enter(log), enter(log)]));

  let version = 0;
  let found = 0;
  for (const { body, meta } of await since(before))
    if (meta.streamId === seals) version = meta.version;
    else {
      expect(body).toMatchObject({ name: `under ${version}` });
      found++;
    }
  expect(version).toBe(80);
  expect(found).toBe(entered);
  expect(found).toBeGreaterThan(0);
});

test('two processes with the same idempotency key at once: one event', async () => {
  const stream = newStream();
  const attempt = (log: EventLog) =>
    log.append(tenant, commandOf([somethingIn(stream)], { idempotency: { key: stream, requestHash: 'a' }, answer: 1 }));
  const outcomes = await Promise.all(Array.from({ length: 20 }, (_, i) => attempt(instances[i % 2]!)));
  expect(outcomes.filter(({ outcome }) => outcome === 'appended')).toHaveLength(1);
  expect(outcomes.filter(({ outcome }) => outcome === 'duplicate')).toHaveLength(19);
  expect(await instances[0]!.streamVersion(tenant, stream)).toBe(1);
});
