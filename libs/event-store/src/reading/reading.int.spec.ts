import { beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { type EventLog } from '../event-log.js';
import { commandOf, newStream, somethingIn, testLog } from '../fixtures/test-log.js';

const db = testLog();
const { tenant } = db;
const streams = [newStream(), newStream()] as const;
let log: EventLog;

beforeAll(async () => {
  log = await db.open();
  expect(await log.head(tenant)).toEqual({ epoch: 1, position: 0, recordedAt: 0 });
  expect(await log.read(tenant, 0, 10)).toEqual([]);
  for (let i = 0; i < 6; i++) await log.append(tenant, commandOf([somethingIn(streams[i % 2]!, `${i + 1}`)]));
  await log.append(tenant, commandOf(['a', 'b', 'c'].map((name) => somethingIn(streams[0], name.repeat(100_000)))));
});

const positions = (events: readonly { position: number }[]) => events.map(({ position }) => position);

test('reads on from a position, in order, as many as asked for', async () => {
  expect((await log.read(tenant, 2, 3)).map(({ meta, body }) => [meta.position, body])).toEqual([
    [3, expect.objectContaining({ name: '3' })],
    [4, expect.objectContaining({ name: '4' })],
    [5, expect.objectContaining({ name: '5' })],
  ]);
  expect(await log.read(tenant, 9, 3)).toEqual([]);
});

test('reads no more bytes than asked for, but at least one event', async () => {
  const raw = (after: number, maxBytes: number) => log.readRaw(tenant, after, { maxEvents: 100, maxBytes });
  expect(positions(await raw(0, 1))).toEqual([1]);
  expect(positions(await raw(5, 10_000))).toEqual([6, 7]);
  expect(positions(await raw(6, 100_000))).toEqual([7]);
  expect(positions(await raw(6, 1_000_000))).toEqual([7, 8, 9]);
});

test('reads a stream, or some of its versions', async () => {
  expect(positions((await log.readStream(tenant, streams[0])).map(({ meta }) => meta))).toEqual([1, 3, 5, 7, 8, 9]);
  expect(positions(await log.readStreamRaw(tenant, streams[1], { fromVersion: 2 }))).toEqual([4, 6]);
  expect(positions(await log.readStreamRaw(tenant, streams[0], { fromVersion: 2, toVersion: 3 }))).toEqual([3, 5]);
  expect(await log.readStream(tenant, newStream())).toEqual([]);
});

test('reads several streams at once, and leaves out those that are empty', async () => {
  const read = await log.readStreams(tenant, [streams[1], newStream(), streams[0]]);
  const found = [...read].map(([streamId, events]) => [streamId, positions(events.map(({ meta }) => meta))]);
  expect(new Map(found as [string, number[]][])).toEqual(
    new Map([
      [streams[0], [1, 3, 5, 7, 8, 9]],
      [streams[1], [2, 4, 6]],
    ]),
  );
  expect(await log.readStreams(tenant, [])).toEqual(new Map());
});

test('finds events by their ids', async () => {
  const all = await log.readRaw(tenant, 0, { maxEvents: 3, maxBytes: 10_000 });
  const ids = [all[2]!.eventId, randomUUID(), all[0]!.eventId];
  expect(await log.find(tenant, ids)).toEqual([all[0], all[2]]);
});

test('the relay’s progress goes forward, never beyond the head, and back only on demand', async () => {
  expect(await log.relayProgress(tenant)).toMatchObject({ position: 0, offset: -1, updatedAt: 0 });
  expect(await log.relayAdvance(tenant, { epoch: 1, position: 5, offset: 104 })).toBe(true);
  expect(await log.relayAdvance(tenant, { epoch: 1, position: 5, offset: 105 })).toBe(false);
  expect(await log.relayAdvance(tenant, { epoch: 1, position: 4, offset: 105 })).toBe(false);
  expect(await log.relayAdvance(tenant, { epoch: 1, position: 10, offset: 105 })).toBe(false);
  expect(await log.relayProgress(tenant)).toMatchObject({ position: 5, offset: 104 });
  expect(await log.relayRewind(tenant, 7)).toBe(false);
  expect(await log.relayRewind(tenant, 2)).toBe(true);
  expect(await log.relayProgress(tenant)).toMatchObject({ position: 2 });
});

test('the relay’s progress begins anew where the topic does', async () => {
  const { offset } = await log.relayProgress(tenant);
  expect(await log.relayAdvance(tenant, { epoch: 1, position: 5, offset })).toBe(false);
  expect(await log.relayProgress(tenant)).toMatchObject({ position: 0, offset });
  expect(await log.relayAdvance(tenant, { epoch: 1, position: 5, offset: offset + 1 })).toBe(true);
});

test('remembers the registry’s ids of the schemas it uses', async () => {
  expect(await log.schemaIds(tenant)).toEqual([]);
  await log.rememberSchemaId(tenant, 'ProjectCreated', 1, 17);
  await log.rememberSchemaId(tenant, 'NeverUsed', 1, 18);
  expect(await log.schemaIds(tenant)).toEqual([{ event: 'ProjectCreated', version: 1, id: 17 }]);
});
