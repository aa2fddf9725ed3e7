import { beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { type RecordedEvent } from '#libs/kernel';
import { type EventLog } from '../event-log.js';
import { commandOf, testLog } from '../fixtures/test-log.js';
import { verifyChain } from '../verifying/verify-chain.js';
import { type Sealing } from './sealing.js';

const db = testLog('auth');
const { tenant } = db;
let log: EventLog;
let sealing: Sealing;
let otherLog: EventLog;

beforeAll(async () => {
  [log, sealing, otherLog] = [await db.open(), await db.sealing(), await db.open()];
});

const registered = (userId: string, name: string) => ({
  streamId: `user:${userId}`,
  event: 'UserRegistered',
  body: { userId, login: 'ararauna-login', name, email: null, roles: ['developer'], permissions: [] },
});

const renamed = (userId: string, before: string, after: string) => ({
  streamId: `user:${userId}`,
  event: 'UserRenamed',
  body: { userId, before: { name: before }, after: { name: after } },
});

async function bytesOf(userId: string): Promise<string> {
  const { rows } = await db.asSuperuser((client) =>
    client.query<{ all: string }>(
      `SELECT string_agg(encode(body, 'escape'), ' ') AS all FROM auth_log.events WHERE stream_id = $1`,
      [`user:${userId}`],
    ),
  );
  return rows[0]?.all ?? '';
}

test('personal fields, nested ones too, lie in the log as ciphertext and are read as they were', async () => {
  const userId = randomUUID();
  const events = [registered(userId, 'Ara Ararauna Lutea'), renamed(userId, 'Ara Ararauna Lutea', 'Ara Macao')];
  await log.append(tenant, commandOf(events));
  const bytes = await bytesOf(userId);
  expect(bytes).not.toMatch(/Ararauna|Macao|ararauna/);
  expect(bytes.match(/sealed:1:[\w-]{40,}/g)).toHaveLength(4);
  for (const each of [log, otherLog])
    expect((await each.readStream(tenant, `user:${userId}`)).map(({ body }) => body)).toEqual(
      events.map(({ body }) => body),
    );
});

test('two fields with the same text are not seen to be the same', async () => {
  const userId = randomUUID();
  await log.append(tenant, commandOf([renamed(userId, 'Ara', 'Ara')]));
  const sealed = (await bytesOf(userId)).match(/sealed:1:[\w-]+/g) ?? [];
  expect(new Set(sealed).size).toBe(2);
});

test('after an erasure the fields are null, here at once, elsewhere as soon as it looks; the chain still verifies', async () => {
  const [erased, other] = [randomUUID(), randomUUID()];
  await log.append(tenant, commandOf([registered(erased, 'Gone'), registered(other, 'Here')]));
  await sealing.erase(tenant, erased);

  const fresh = await db.sealing();
  const raw = await log.find(
    tenant,
    (await log.readStreamRaw(tenant, `user:${erased}`)).map(({ eventId }) => eventId),
  );
  expect(raw).toHaveLength(1);
  const readBy = async (each: Sealing, events: Awaited<ReturnType<EventLog['readStream']>>) =>
    (await each.unseal(tenant, 'auth', events)).map(({ body }) => body);
  const { recordedEvent } = await import('../reading/rows.js');
  const events = raw.map((event) => recordedEvent('auth', event));
  for (const each of [sealing, fresh])
    expect(await readBy(each, events)).toEqual([{ ...registered(erased, '').body, login: null, name: null }]);

  expect((await log.readStream(tenant, `user:${other}`))[0]?.body).toMatchObject({ name: 'Here' });
  const { pool } = await db.as('auth');
  expect(await verifyChain(pool, 'auth')).toEqual({ events: (await log.head(tenant)).position });
});

test('a value that was tampered with, or has no person, keeps nobody from reading the others', async () => {
  const [one, other] = [randomUUID(), randomUUID()];
  await log.append(tenant, commandOf([registered(one, 'Tampered With'), registered(other, 'As It Was')]));
  const { recordedEvent } = await import('../reading/rows.js');
  const raw = (await Promise.all([one, other].map((id) => log.readStreamRaw(tenant, `user:${id}`)))).flat();
  const [first, second] = raw.map((event) => recordedEvent('auth', event)) as [RecordedEvent, RecordedEvent];
  const moved = { ...first, body: { ...first.body, name: (second.body as { name: string }).name } };
  const nobodys = { ...first, body: { ...first.body, userId: 'nobody' } };
  const read = await sealing.unsealEach(tenant, 'auth', [moved, second, nobodys]);
  expect(read.map((each) => (each instanceof Error ? each.message : (each.body as { name: string }).name))).toEqual([
    'The seal of name is broken.',
    'As It Was',
    'auth.UserRegistered has personal fields but no person in userId',
  ]);
  await expect(sealing.unseal(tenant, 'auth', [moved, second])).rejects.toThrow('The seal of name is broken.');
});

test('nothing can be recorded about an erased person any more', async () => {
  const userId = randomUUID();
  await sealing.erase(tenant, userId);
  const opened = await db.open();
  const event = registered(userId, 'Again');
  await expect(opened.append(tenant, commandOf([event]))).rejects.toMatchObject({
    kind: 'conflict',
    code: 'person-erased',
  });
  expect(await opened.streamVersion(tenant, event.streamId)).toBe(0);
});

test('two instances that meet a person at the same moment agree on one key', async () => {
  const userId = randomUUID();
  await Promise.all([log, otherLog].map((each, i) => each.append(tenant, commandOf([registered(userId, `by ${i}`)]))));
  const names = (await (await db.open()).readStream(tenant, `user:${userId}`)).map(
    ({ body }) => (body as { name: string }).name,
  );
  expect(names.sort()).toEqual(['by 0', 'by 1']);
});

test('a sealed value that was moved to another event is refused', async () => {
  const userId = randomUUID();
  await log.append(tenant, commandOf([registered(userId, 'Ara')]));
  const { recordedEvent } = await import('../reading/rows.js');
  const [event] = (await log.readStreamRaw(tenant, `user:${userId}`)).map((raw) => recordedEvent('auth', raw));
  const moved = { ...event!, meta: { ...event!.meta, eventId: randomUUID() } };
  await expect(sealing.unseal(tenant, 'auth', [moved])).rejects.toThrow(/The seal of login is broken/);
});
