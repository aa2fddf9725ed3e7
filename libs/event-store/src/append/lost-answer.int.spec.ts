import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { until } from '#libs/testing';
import { type EventLog } from '../event-log.js';
import { faultyProxy, type FaultyProxy } from '../fixtures/faulty-proxy.js';
import { commandOf, newStream, somethingIn, testLog } from '../fixtures/test-log.js';
import { verifyChain } from '../verifying/verify-chain.js';

const db = testLog();
const { tenant } = db;
let proxy: FaultyProxy;
let log: EventLog;

beforeAll(async () => {
  proxy = await faultyProxy();
  log = await db.open(proxy.port);
  await log.append(tenant, commandOf([somethingIn(newStream())]));
});
afterAll(() => proxy.close());

let before: { lost: number; position: number };
beforeEach(async () => {
  before = { lost: proxy.lost(), position: (await log.head(tenant)).position };
});

test('an answer that is lost after the commit: one event, told as appended, with its position', async () => {
  const stream = newStream();
  proxy.loseAnswersTo(stream, 1);
  const outcome = await log.append(tenant, commandOf([somethingIn(stream)], { expected: new Map([[stream, 0]]) }));
  expect(proxy.lost()).toBe(before.lost + 1);
  const position = before.position + 1;
  expect(outcome).toEqual({ outcome: 'appended', epoch: 1, firstPosition: position, position });
  expect(await log.streamVersion(tenant, stream)).toBe(1);
});

test('lost twice, in the middle of a batch, with a key and a conflict in it', async () => {
  const [one, two, taken] = [newStream(), newStream(), newStream()];
  await log.append(tenant, commandOf([somethingIn(taken)]));
  const key = { idempotency: { key: one, requestHash: 'a' }, answer: 'kept' };
  proxy.loseAnswersTo(one, 2);
  const outcomes = await log.appendAll(tenant, [
    commandOf([somethingIn(one), somethingIn(one)], key),
    commandOf([somethingIn(taken)], { expected: new Map([[taken, 0]]) }),
    commandOf([somethingIn(two)]),
  ]);
  expect(proxy.lost()).toBe(before.lost + 2);
  const first = before.position + 2;
  expect(outcomes).toEqual([
    { outcome: 'appended', epoch: 1, firstPosition: first, position: first + 1 },
    { outcome: 'conflict', reason: 'version', streamId: taken, actual: 1 },
    { outcome: 'appended', epoch: 1, firstPosition: first + 2, position: first + 2 },
  ]);
  expect(await log.append(tenant, commandOf([somethingIn(one)], key))).toMatchObject({
    outcome: 'duplicate',
    answer: 'kept',
  });
});

test('a command that lost its first id to another one is no more appended when its answer is lost', async () => {
  const [theirs, own] = [newStream(), newStream()];
  const eventId = randomUUID();
  await log.append(tenant, commandOf([{ ...somethingIn(theirs), eventId }]));
  proxy.loseAnswersTo(own, 1);
  const outcome = await log.append(tenant, commandOf([{ ...somethingIn(own), eventId }]));
  expect(proxy.lost()).toBe(before.lost + 1);
  expect(outcome).toEqual({ outcome: 'duplicate', epoch: 1, position: before.position + 1 });
  expect(await log.streamVersion(tenant, own)).toBe(0);
});

test('a server that never answers: 503 after a bounded number of attempts, and what was recorded is found again', async () => {
  const stream = newStream();
  const command = commandOf([{ ...somethingIn(stream), eventId: '0190a6c0-0000-7000-8000-000000000001' }]);
  proxy.loseAnswersTo(stream, 100);
  await expect(log.append(tenant, command)).rejects.toMatchObject({
    kind: 'unavailable',
    code: 'log-away',
    extra: { retryAfter: 1 },
  });
  proxy.loseAnswersTo('', 0);
  expect(await log.append(tenant, command)).toMatchObject({ outcome: 'duplicate' });
  expect(await log.streamVersion(tenant, stream)).toBe(1);
});

test('backends that are terminated while they work: the calls are sent again, nothing is lost or there twice', async () => {
  let terminated = 0;
  const enough = () => terminated >= 3;
  let appended = 0;
  const writer = async () => {
    while (!enough()) {
      const outcome = await log.append(tenant, commandOf([somethingIn(newStream())]));
      expect(outcome.outcome).toBe('appended');
      appended++;
    }
  };
  const terminate = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1 AND state = 'active'`;
  const terminator = db.asSuperuser(async (client) => {
    while (!enough()) terminated += (await client.query(terminate, [`${tenant}_tasks`])).rowCount ?? 0;
  });
  await Promise.all([terminator, ...Array.from({ length: 20 }, writer)]);
  const head = await until(() => log.head(tenant), { what: 'a connection' });
  expect(head.position).toBe(before.position + appended);
});

test('the head locked by somebody else: 503 with a time to wait, and nothing is recorded', async () => {
  const stream = newStream();
  await db.asSuperuser(async (client) => {
    await client.query('BEGIN');
    await client.query('SELECT FROM tasks_log.head FOR UPDATE');
    await expect(log.append(tenant, commandOf([somethingIn(stream)]))).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'log-busy',
      extra: { retryAfter: 1 },
    });
    await client.query('ROLLBACK');
  });
  expect(await log.streamVersion(tenant, stream)).toBe(0);
});

test('after all that the log verifies', async () => {
  const { pool } = await db.as('tasks');
  expect(await verifyChain(pool, 'tasks')).toEqual({ events: (await log.head(tenant)).position });
});
