import { beforeEach, describe, expect, test } from '@jest/globals';
import { type RecordedEvent } from '#libs/kernel';
import { type TenantDatabases } from '#libs/tenancy';
import { asLog, testDatabase } from '#libs/testing';
import { entitiesOf, entityOf, linesEntityOf } from './entity.js';
import { CheckpointMovedError, FoldError } from './errors.js';
import { chance, ledgerFacts, nameFacts, pieces } from './fixtures/chance.js';
import { independentFold } from './fixtures/independent-fold.js';
import { follow, instanceOf } from './fixtures/instance.js';
import { accounts, type Closed, closed, type Moved, moved, named, profiles } from './fixtures/ledger.js';
import { applyDelivery } from './live.js';
import { type ViewSubscriber } from './view-subscriber.js';

const database = testDatabase();
const views = [accounts, profiles];
const { tenant } = database;

let databases: TenantDatabases;
let ledger: ViewSubscriber;

/** Another instance of the service: its own connections, its own knowledge. */
const another = () => database.databases('accounting', { entities: entitiesOf(views) });

beforeEach(async () => {
  databases ??= await another();
  await database.asSuperuser((client) =>
    client.query(`DROP TABLE IF EXISTS accounting.fixture_accounts_v1, accounting.fixture_entries_v1,
      accounting.fixture_profiles_v1, accounting.checkpoints`),
  );
  ledger = (await instanceOf(databases, accounts, views))('accounting');
  await ledger.checkpoint(tenant);
});

const sorted = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).sort();

async function table() {
  const { dataSource } = await databases.of(tenant);
  const rows = await dataSource.getRepository(entityOf(accounts)).find();
  const lines = await dataSource.getRepository(linesEntityOf(accounts)).find();
  return { rows: sorted(rows), lines: sorted(lines) };
}

async function profilesTable() {
  return sorted(await (await databases.of(tenant)).dataSource.getRepository(entityOf(profiles)).find());
}

function expected(log: readonly RecordedEvent<Moved | Closed>[]) {
  const { rows, lines } = independentFold(accounts, log);
  return { rows: sorted(rows), lines: sorted(lines) };
}

const batch = (log: readonly RecordedEvent[], from: number, to: number) =>
  [log.slice(from, to), { epoch: 1, from, to }] as const;

describe('live batches', () => {
  test.each([1, 2, 3])(
    'of inserts, updates, deletes and lines equal a fold made independently (seed %i)',
    async (seed) => {
      const random = chance(seed);
      const log = asLog(ledgerFacts(600, random));
      for (const piece of pieces(log, random, 90)) {
        const from = (piece[0]?.meta.position as number) - 1;
        await ledger.handle(tenant, piece, { epoch: 1, from, to: from + piece.length });
      }
      expect(await table()).toEqual(expected(log));
      expect(await ledger.checkpoint(tenant)).toEqual({ epoch: 1, position: 600 });
    },
  );

  test('delivered twice, or in part twice, take effect once', async () => {
    const log = asLog([moved('ann', 'bob', 3), moved('bob', 'cid', 1), moved('cid', 'ann', 2), closed('bob')]);
    await ledger.handle(tenant, ...batch(log, 0, 3));
    await ledger.handle(tenant, ...batch(log, 0, 3));
    await ledger.handle(tenant, ...batch(log, 1, 4));
    expect(await table()).toEqual(expected(log));
    expect(await ledger.checkpoint(tenant)).toEqual({ epoch: 1, position: 4 });
  });

  test('without events only move the checkpoint, and never back', async () => {
    await ledger.handle(tenant, [], { epoch: 1, from: 0, to: 7 });
    expect(await ledger.checkpoint(tenant)).toEqual({ epoch: 1, position: 7 });
    await ledger.handle(tenant, [], { epoch: 1, from: 0, to: 5 });
    expect(await ledger.checkpoint(tenant)).toEqual({ epoch: 1, position: 7 });
  });

  test('that do not follow the checkpoint are refused, and nothing is written', async () => {
    const log = asLog([moved('ann', 'bob', 3), moved('bob', 'cid', 1)]);
    await expect(ledger.handle(tenant, ...batch(log, 1, 2))).rejects.toThrow(CheckpointMovedError);
    await expect(ledger.handle(tenant, [], { epoch: 1, from: 1, to: 2 })).rejects.toThrow(CheckpointMovedError);
    expect(await table()).toEqual({ rows: [], lines: [] });
    expect(await ledger.checkpoint(tenant)).toEqual({ epoch: 1, position: 0 });
  });

  test('in which a fold throws write nothing at all, and say where', async () => {
    const log = asLog([moved('ann', 'bob', 3), moved('bob', 'cid', -1)]);
    await expect(ledger.handle(tenant, ...batch(log, 0, 2))).rejects.toThrow(FoldError);
    expect(await table()).toEqual({ rows: [], lines: [] });
    await ledger.handle(tenant, ...batch(log, 0, 1));
    expect(await table()).toEqual(expected(log.slice(0, 1)));
  });

  test('that break off after writing and before the commit leave nothing, and can be repeated', async () => {
    const log = asLog([moved('ann', 'bob', 3), moved('bob', 'cid', 1)]);
    const [events, advance] = batch(log, 0, 2);
    const { pool } = await databases.of(tenant);
    const client = await pool.connect();
    await client.query('BEGIN');
    await applyDelivery(client, { projection: accounts, source: 'accounting', events, advance });
    const written = await client.query('SELECT FROM accounting.fixture_accounts_v1');
    expect(written.rowCount).toBe(3);
    client.release(new Error('the process died'));
    expect(await table()).toEqual({ rows: [], lines: [] });
    await ledger.handle(tenant, events, advance);
    expect(await table()).toEqual(expected(log));
  });
});

describe('several at once', () => {
  test('two instances that follow the same log apply each event once', async () => {
    const random = chance(7);
    const log = asLog(ledgerFacts(800, random));
    const second = (await instanceOf(await another(), accounts, views))('accounting');
    const followed = await Promise.all([ledger, second].map((one) => follow(one, tenant, log, () => 1 + random(40))));
    expect(await table()).toEqual(expected(log));
    // Both took part.
    for (const { batches } of followed) expect(batches).toBeGreaterThan(0);
  });

  test('two logs write columns of the same rows, from two instances, and nothing is lost', async () => {
    const random = chance(11);
    const money = asLog(ledgerFacts(500, random));
    const names = asLog(nameFacts(500, random));
    const first = await instanceOf(databases, profiles, views);
    const second = await instanceOf(await another(), profiles, views);
    await Promise.all(
      [first, second].flatMap((instance) => [
        follow(instance('accounting'), tenant, money, () => 1 + random(20)),
        follow(instance('auth'), tenant, names, () => 1 + random(20)),
      ]),
    );
    const movements = money.filter((event): event is RecordedEvent<Moved> => event.event === 'Moved');
    expect(await profilesTable()).toEqual(sorted(independentFold(profiles, [...names, ...movements]).rows));
  });
});

describe('a new epoch', () => {
  const opened = (position: number, fromPosition = position) =>
    asLog([{ event: 'LogEpochOpened', body: { fromPosition } }], { epoch: 2, after: position - 1 });

  test('that opens right behind the checkpoint is followed', async () => {
    const log = asLog([moved('ann', 'bob', 3)]);
    const after = asLog([moved('ann', 'bob', 5)], { epoch: 2, after: 2 });
    await ledger.handle(tenant, ...batch(log, 0, 1));
    await ledger.handle(tenant, [...opened(2), ...after], { epoch: 1, from: 1, to: 3, toEpoch: 2 });
    expect(await ledger.checkpoint(tenant)).toEqual({ epoch: 2, position: 3 });
    expect(await table()).toEqual(expected([...log, ...after]));
  });

  test('that begins before the view is refused: the reader has to look where the view is', async () => {
    const log = asLog([moved('ann', 'bob', 3), moved('ann', 'bob', 4)]);
    const after = asLog([moved('ann', 'bob', 5)], { epoch: 2, after: 1 });
    await ledger.handle(tenant, ...batch(log, 0, 2));
    const refused = ledger.handle(tenant, after, { epoch: 1, from: 1, to: 3, toEpoch: 2 });
    await expect(refused).rejects.toThrow(CheckpointMovedError);
    expect(await table()).toEqual(expected(log));
  });

  test('leaves late deliveries of the epoch before it without effect', async () => {
    const log = asLog([moved('ann', 'bob', 3), moved('ann', 'bob', 4)]);
    await ledger.handle(tenant, ...batch(log, 0, 1));
    await ledger.handle(tenant, opened(2), { epoch: 1, from: 1, to: 2, toEpoch: 2 });
    await expect(ledger.handle(tenant, ...batch(log, 1, 2))).rejects.toThrow(CheckpointMovedError);
    expect(await table()).toEqual(expected(log.slice(0, 1)));
  });
});

test('what is not text for PostgreSQL is refused before anything is written', async () => {
  const subscriber = (await instanceOf(databases, profiles, views))('auth');
  const log = asLog([named('ann', 'Ann'), named('bob', 'B\0b')]);
  await expect(subscriber.handle(tenant, ...batch(log, 0, 2))).rejects.toThrow('"name" is not text without NUL');
  expect(await profilesTable()).toEqual([]);
});
