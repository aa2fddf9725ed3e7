import { beforeAll, expect, test } from '@jest/globals';
import { decodeBody } from '#libs/contracts';
import { logEpochs } from '#libs/tenancy';
import { type EventLog } from '../event-log.js';
import { commandOf, newStream, somethingIn, testLog } from '../fixtures/test-log.js';

const db = testLog();
const { tenant } = db;
let log: EventLog;
const ACTOR = 'system:spec';

const append = async (count: number): Promise<void> => {
  for (let n = 0; n < count; n += 1) await log.append(tenant, commandOf([somethingIn(newStream())]));
};
/** Position and epoch of all events, as readers see them. */
const places = async (): Promise<string[]> =>
  (await log.readRaw(tenant, 0, { maxEvents: 1_000, maxBytes: 1e9 })).map(
    ({ epoch, position }) => `${epoch}.${position}`,
  );

beforeAll(async () => {
  log = await db.open();
  await append(3);
});

test('an epoch opens with its event, at the next position, in the chain', async () => {
  const opened = await log.openEpoch(tenant, { after: 1, actor: ACTOR });
  expect(opened).toEqual({ opened: true, epoch: 2, fromPosition: 4, position: 4 });
  const [event] = await log.readStreamRaw(tenant, 'epochs');
  expect(event).toMatchObject({ event: 'LogEpochOpened', epoch: 2, position: 4, version: 1, actor: ACTOR });
  expect(decodeBody('tasks', 'LogEpochOpened', 1, event!.body)).toEqual({ fromPosition: 4 });
  await append(1);
  expect(await places()).toEqual(['1.1', '1.2', '1.3', '2.4', '2.5']);
  expect(await log.verifyChain(tenant)).toEqual({ events: 5 });
});

test('of many who notice the same at the same time, one opens', async () => {
  const other = await db.open();
  const { epoch } = await log.head(tenant);
  const all = await Promise.all(
    Array.from({ length: 12 }, (_, n) => (n % 2 ? log : other).openEpoch(tenant, { after: epoch, actor: ACTOR })),
  );
  expect(all.filter(({ opened }) => opened)).toHaveLength(1);
  expect(new Set(all.map((each) => each.epoch))).toEqual(new Set([epoch + 1]));
  expect((await log.readStreamRaw(tenant, 'epochs')).map(({ version }) => version)).toEqual([1, 2]);
});

test('one that begins further back takes over what the log holds since, and has it shipped again', async () => {
  await append(200);
  const { position, epoch } = await log.head(tenant);
  expect(await log.relayAdvance(tenant, { epoch, position, offset: 4711 })).toBe(true);
  const from = position - 130;
  const opened = await log.openEpoch(tenant, { after: epoch, fromPosition: from, actor: ACTOR });
  expect(opened).toEqual({ opened: true, epoch: epoch + 1, fromPosition: from, position: position + 1 });
  const [last] = (await log.readStreamRaw(tenant, 'epochs')).slice(-1);
  expect(decodeBody('tasks', 'LogEpochOpened', 1, last!.body)).toEqual({ fromPosition: from });
  expect((await places()).slice(from - 2, from + 1)).toEqual([
    `${epoch}.${from - 1}`,
    `${epoch + 1}.${from}`,
    `${epoch + 1}.${from + 1}`,
  ]);
  expect(await log.verifyChain(tenant)).toEqual({ events: position + 1 });
  expect(await log.relayProgress(tenant)).toMatchObject({ position: from - 1, offset: 4711 });
  // The broker's word for what was under way when it opened.
  expect(await log.relayAdvance(tenant, { epoch, position, offset: 4712 })).toBe(false);
  expect(await log.relayProgress(tenant)).toMatchObject({ position: from - 1, offset: 4711 });
});

test('no number is used again that was seen in a life which is lost', async () => {
  const { epoch } = await log.head(tenant);
  const { epoch: opened } = await log.openEpoch(tenant, { after: epoch, seen: epoch + 5, actor: ACTOR });
  expect(opened).toBe(epoch + 6);
});

test('a place beyond the end is the next one', async () => {
  const { epoch, position } = await log.head(tenant);
  const opened = await log.openEpoch(tenant, { after: epoch, fromPosition: position + 100, actor: ACTOR });
  expect(opened.fromPosition).toBe(position + 1);
});

test('every service of the tenant sees the epochs, and whether the log was compared since the database began', async () => {
  const accounting = await db.as('accounting');
  const { position } = await log.head(tenant);
  const seen = await logEpochs(accounting, 'tasks');
  expect(seen.map(({ epoch, fromPosition }) => ({ epoch, fromPosition }))).toEqual(await log.epochs(tenant));
  expect(seen.at(-1)).toMatchObject({ head: position, compared: true });
  const { life, offset } = await log.relayProgress(tenant);
  await log.relayCompared(tenant, 'another life', offset + 100);
  expect((await logEpochs(accounting, 'tasks')).at(-1)).toMatchObject({ compared: false });
  expect(await log.relayProgress(tenant)).toMatchObject({ comparedLife: 'another life', offset });
  await log.relayCompared(tenant, life, offset + 100);
  expect((await logEpochs(accounting, 'tasks')).at(-1)).toMatchObject({ compared: true });
  expect(await log.relayProgress(tenant)).toMatchObject({ comparedLife: life, offset: offset + 99 });
  expect(await logEpochs(accounting, 'links')).toEqual([]);
});

test('the service may open epochs of its own log only', async () => {
  const { pool } = await db.as('accounting');
  await expect(
    pool.query(`SELECT tasks_log.open_epoch(1, 1, 1, gen_random_uuid(), 'me', gen_random_uuid())`),
  ).rejects.toThrow(/permission denied/);
  await expect(pool.query(`SELECT tasks_log.relay_compared('now', 1)`)).rejects.toThrow(/permission denied/);
});
