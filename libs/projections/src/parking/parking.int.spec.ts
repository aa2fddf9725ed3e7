import { beforeEach, describe, expect, test } from '@jest/globals';
import { type RecordedEvent } from '#libs/kernel';
import { LetterStore, streamKey } from '#libs/messaging';
import { type TenantDatabases } from '#libs/tenancy';
import { asLog, recorded, testDatabase } from '#libs/testing';
import { entitiesOf, entityOf, linesEntityOf } from '../entity.js';
import { chance, ledgerFacts } from '../fixtures/chance.js';
import { independentFold } from '../fixtures/independent-fold.js';
import { instanceOf, storedAsJson } from '../fixtures/instance.js';
import { accounts, type Closed, closed, type Moved, moved, named, profiles } from '../fixtures/ledger.js';
import { type Projection } from '../projection.js';
import { type ViewSubscriber } from '../view-subscriber.js';

const database = testDatabase();
const { tenant } = database;
const BY = { by: 'system:spec', why: 'It was never meant.' };

type Event = RecordedEvent<Moved | Closed>;

/** The fold has a defect: it cannot do with this account's movements of that amount. */
const broken: Projection = {
  ...accounts,
  evolve(row, event, key) {
    const { amount } = event.body as { amount?: number };
    if (amount === 13 && (key as { account: string }).account === 'bob') throw new Error('bob has no luck with 13');
    return accounts.evolve(row as never, event as never, key as never);
  },
};

let databases: TenantDatabases;

beforeEach(async () => {
  databases ??= await database.databases('accounting', { entities: entitiesOf([accounts, profiles]) });
  await database.asSuperuser(async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'accounting'
        AND (starts_with(tablename, 'fixture_') OR tablename = 'checkpoints')`,
    );
    for (const { name } of rows) await client.query(`DROP TABLE accounting."${name}"`);
    await client.query('DROP TABLE IF EXISTS accounting.dead_letters');
  });
  // Another door, since this one knows that the tables are there.
  await databases.forget(tenant);
});

async function ready(projection: Projection, source = 'accounting'): Promise<ViewSubscriber> {
  const subscriber = (await instanceOf(databases, projection))(source);
  await subscriber.checkpoint(tenant);
  return subscriber;
}

/** Delivers a piece of a log, as a lane does. */
async function deliver(subscriber: ViewSubscriber, log: readonly RecordedEvent[], from = 0, to = log.length) {
  const events = log.slice(from, to).filter(({ event }) => subscriber.handles.has(event));
  await subscriber.handle(tenant, events, { epoch: 1, from, to }, storedAsJson(events));
}

const keyed = (view: Projection, key: string) => ({ consumer: view.id, source: 'accounting', key });
const bob = keyed(broken, 'row:bob');

async function letters(key = bob) {
  const { pool } = await databases.of(tenant);
  const all = await new LetterStore(pool, 'accounting').ofKey(key, 100);
  return all.map(({ id, state, position, reason, attempts }) => ({ id, state, position, reason, attempts }));
}

const sorted = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).sort();

async function table() {
  const { dataSource } = await databases.of(tenant);
  const rows = await dataSource.getRepository(entityOf(accounts)).find();
  const lines = await dataSource.getRepository(linesEntityOf(accounts)).find();
  return { rows: sorted(rows), lines: sorted(lines) };
}

function expected(log: readonly Event[]) {
  const { rows, lines } = independentFold(accounts, log);
  return { rows: sorted(rows), lines: sorted(lines) };
}

const without = (rows: readonly string[], account: string) => rows.filter((row) => !row.includes(`"${account}"`));

describe('a view of which the fold throws', () => {
  test('goes on for all other rows, and lets later events of the row wait', async () => {
    const view = await ready(broken);
    const log = asLog([
      moved('ann', 'bob', 5),
      moved('ann', 'bob', 13),
      moved('bob', 'cid', 1),
      moved('cid', 'dan', 2),
    ]);
    await deliver(view, log, 0, 2);
    await deliver(view, log, 2, 4);
    expect(without((await table()).rows, 'bob')).toEqual(without(expected(log).rows, 'bob'));
    expect((await table()).rows).toContain(JSON.stringify({ account: 'bob', balance: 5, entries: 1 }));
    expect(await view.checkpoint(tenant)).toEqual({ epoch: 1, position: 4 });
    expect(await letters()).toMatchObject([
      { state: 'poison', position: 2, attempts: 1, reason: '… has no luck with 13' },
      { state: 'queued', position: 3, attempts: 0, reason: null },
    ]);
  });

  test.each([1, 2, 3])('has after the mend and a retry what it would have had (seed %i)', async (seed) => {
    const random = chance(seed);
    const names = ['ann', 'bob', 'cid', 'dan'];
    const someone = () => names[random(names.length)] as string;
    const log = asLog([
      ...ledgerFacts(100, random),
      ...Array.from({ length: 100 }, () => moved(someone(), someone(), random(20))),
      closed('bob'),
      ...Array.from({ length: 20 }, () => moved(someone(), someone(), random(20))),
    ]);
    const view = await ready(broken);
    for (let at = 0; at < log.length; at += 23) await deliver(view, log, at, Math.min(at + 23, log.length));
    expect((await letters()).length).toBeGreaterThan(1);
    const mended = await ready(accounts);
    expect(await mended.release(tenant, bob)).toMatchObject({ outcome: 'released' });
    expect(await table()).toEqual(expected(log));
    expect(await letters()).toEqual([]);
    // Nothing waits any more.
    const more = asLog([moved('ann', 'bob', 13)], { after: log.length });
    await mended.handle(tenant, more, { epoch: 1, from: log.length, to: log.length + 1 }, storedAsJson(more));
    expect(await table()).toEqual(expected([...log, ...more]));
  });

  test('stays parked when a retry throws, and keeps what could be done before', async () => {
    const view = await ready(broken);
    const log = asLog([
      moved('ann', 'bob', 13),
      moved('bob', 'cid', 1),
      moved('ann', 'bob', 13),
      moved('bob', 'cid', 2),
    ]);
    await deliver(view, log);
    expect(await view.release(tenant, bob)).toEqual({ outcome: 'parked', handled: 0, reason: '… has no luck with 13' });
    expect((await letters()).map(({ attempts }) => attempts)).toEqual([2, 0, 0, 0]);
    const [first] = await letters();
    expect(await view.release(tenant, bob, { id: first?.id ?? '', ...BY })).toMatchObject({
      outcome: 'parked',
      handled: 1,
    });
    expect(await letters()).toMatchObject([
      { state: 'poison', position: 3, attempts: 1 },
      { state: 'queued', position: 4 },
    ]);
    expect((await table()).rows).toContain(JSON.stringify({ account: 'bob', balance: -1, entries: 1 }));
  });

  test('does without what is discarded, now and when all is folded anew', async () => {
    const view = await ready(broken);
    const log = asLog([moved('ann', 'bob', 5), moved('ann', 'bob', 13), moved('bob', 'cid', 1)]);
    await deliver(view, log);
    const [poison] = await letters();
    const discard = { id: poison?.id ?? '', ...BY };
    expect(await view.release(tenant, bob, discard)).toMatchObject({ outcome: 'released', handled: 1 });
    const after = await table();
    expect(after.rows).toContain(JSON.stringify({ account: 'bob', balance: 4, entries: 2 }));
    await view.rewind(tenant, { epoch: 1, position: 3 }, { epoch: 1, position: 2 });
    for (let at = 0; at < 3; at += 1) await deliver(view, log, at, at + 1);
    expect(await table()).toEqual(after);
    const { pool } = await databases.of(tenant);
    expect(await new LetterStore(pool, 'accounting').find(discard.id)).toMatchObject({
      state: 'discarded',
      discarded: BY,
    });
  });

  test('stays parked while all is folded anew, but for what is void', async () => {
    const view = await ready(broken);
    const log = asLog([moved('ann', 'bob', 13), moved('bob', 'cid', 1), moved('bob', 'cid', 2)]);
    await deliver(view, log);
    await view.rewind(tenant, { epoch: 1, position: 3 }, { epoch: 1, position: 2 });
    expect(await letters()).toMatchObject([{ position: 1 }, { position: 2 }]);
    await expect(view.release(tenant, bob)).rejects.toMatchObject({ code: 'view-refolding' });
    await deliver(view, log.slice(0, 2));
    expect(without((await table()).rows, 'bob')).toEqual(without(expected(log.slice(0, 2)).rows, 'bob'));
    expect(await letters()).toMatchObject([{ position: 1 }, { position: 2 }]);
  });

  test('sets nothing aside where the transaction does not commit', async () => {
    const view = await ready(broken);
    const log = asLog([moved('ann', 'bob', 13)]);
    await expect(view.handle(tenant, log, { epoch: 1, from: 3, to: 4 }, storedAsJson(log))).rejects.toThrow(
      'do not follow',
    );
    expect(await letters()).toEqual([]);
  });
});

describe('a view that makes what cannot be written', () => {
  const unfit = keyed(profiles, 'row:bob');

  test('parks the row alone, however large the batch', async () => {
    const log = asLog(
      ['ann', 'bob', 'cid', 'bob', 'dan'].map((account, n) => named(account, n === 1 ? 'B\0b' : account)),
    );
    const view = await ready(profiles, 'auth');
    await deliver(view, log, 0, 3);
    await deliver(view, log, 3, 5);
    const { dataSource } = await databases.of(tenant);
    const rows = await dataSource.getRepository(entityOf(profiles)).find({ order: { account: 'ASC' } });
    expect(rows.map(({ name }) => name)).toEqual(['ann', 'cid', 'dan']);
    expect(await letters({ ...unfit, source: 'auth' })).toMatchObject([
      { state: 'poison', position: 2, reason: 'UnfitValueError: "name" is not text without NUL but a string' },
      { state: 'queued', position: 4 },
    ]);
  });
});

describe('an event that nobody can read', () => {
  const streamId = 'account:bob';
  const parked = keyed(accounts, streamKey(streamId));
  const log = asLog([
    moved('ann', 'bob', 1),
    moved('ann', 'bob', 2),
    moved('ann', 'bob', 3),
    moved('ann', 'cid', 4),
  ]).map((event, n) => (n === 3 ? event : recorded(event.event, event.body, { ...event.meta, streamId }))) as Event[];

  async function withGarbage(body: Buffer): Promise<ViewSubscriber> {
    const view = await ready(accounts);
    await deliver(view, log, 0, 1);
    const meta = log[1]?.meta as RecordedEvent['meta'];
    await view.park(tenant, { meta, body, reason: 'It is garbage.' }, { epoch: 1, from: 1, to: 2 });
    await deliver(view, log, 2, 4);
    return view;
  }

  test('parks its stream, and the others go on', async () => {
    const view = await withGarbage(Buffer.from('garbage'));
    const [first, , , last] = log as [Event, Event, Event, Event];
    expect(await table()).toEqual(expected([first, last]));
    expect(await letters(parked)).toMatchObject([
      { state: 'poison', position: 2 },
      { state: 'queued', position: 3 },
    ]);
    expect(await view.release(tenant, parked)).toMatchObject({ outcome: 'parked', handled: 0 });
    expect((await letters(parked)).map(({ attempts }) => attempts)).toEqual([2, 0]);
  });

  test('is read after the mend, in log order, by folding the view anew beside what is read', async () => {
    const view = await withGarbage(Buffer.from(JSON.stringify(log[1]?.body)));
    const before = await table();
    expect(await view.release(tenant, parked)).toEqual({ outcome: 'refolding', handled: 0, reason: null });
    expect(await table()).toEqual(before);
    await deliver(view, log, 0, 3);
    expect(await table()).toEqual(before);
    await deliver(view, log, 3, 4);
    expect(await table()).toEqual(expected(log));
    expect(await letters(parked)).toEqual([]);
  });

  test('that is discarded is done without', async () => {
    const view = await withGarbage(Buffer.from('garbage'));
    const [poison] = await letters(parked);
    const discard = { id: poison?.id ?? '', ...BY };
    expect(await view.release(tenant, parked, discard)).toMatchObject({ outcome: 'refolding' });
    await deliver(view, log);
    const [first, , third, last] = log as [Event, Event, Event, Event];
    expect(await table()).toEqual(expected([first, third, last]));
  });
});
