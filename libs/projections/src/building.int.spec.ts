import { beforeEach, expect, test } from '@jest/globals';
import { type RecordedEvent } from '#libs/kernel';
import { type TenantDatabases } from '#libs/tenancy';
import { asLog, testDatabase } from '#libs/testing';
import { defineProjection } from './define.js';
import { chance, ledgerFacts } from './fixtures/chance.js';
import { independentFold } from './fixtures/independent-fold.js';
import { follow, instanceOf } from './fixtures/instance.js';
import { accounts, type Closed, type Moved } from './fixtures/ledger.js';
import { type Projection } from './projection.js';
import { TenantViews } from './tenant-views.js';

interface Turnover {
  account: string;
  turnover: number;
}

/** The next version of the accounts, which shows something else of the same events. */
const next = defineProjection<Turnover, Moved, { key: 'account' }>({
  service: 'accounting',
  name: 'fixture_accounts',
  version: 2,
  events: { accounting: ['Moved'] },
  table: { columns: { account: 'text', turnover: 'long' }, primaryKey: ['account'] },
  keys: ({ body }) => [{ account: body.from }, { account: body.to }],
  evolve: (row, { body }, { account }) => ({ account, turnover: (row?.turnover ?? 0) + body.amount }),
});

const database = testDatabase();
const { tenant } = database;
const log = asLog(ledgerFacts(60, chance(3)));
const older = [accounts] as unknown as Projection[];
const newer = [next] as unknown as Projection[];
const notBuilt = { code: 'view-not-built', kind: 'unavailable', extra: { retryAfter: 1 } };

let databases: TenantDatabases;

const head = (position: number) =>
  database.asSuperuser((client) => client.query('UPDATE accounting_log.head SET position = $1', [position]));

/** Of an instance that does not wait. */
async function viewsOf(projections: readonly Projection[]): Promise<TenantViews> {
  const views = new TenantViews('accounting', projections, 0);
  await views.make(await databases.of(tenant));
  return views;
}

beforeEach(async () => {
  databases ??= await database.databases('accounting');
  await head(log.length);
  await database.asSuperuser((client) =>
    client.query(`DROP TABLE IF EXISTS accounting.fixture_accounts_v1, accounting.fixture_entries_v1,
      accounting.fixture_accounts_v2, accounting.checkpoints, accounting.rebuilds`),
  );
});

const rows = async (sql: string) => (await (await databases.of(tenant)).pool.query<{ json: object }>(sql)).rows;
const sorted = (all: readonly object[]) => all.map((row) => JSON.stringify(row)).sort();

async function turnovers(): Promise<string[]> {
  const found = await rows(
    `SELECT json_build_object('account', account, 'turnover', turnover) AS json FROM accounting.fixture_accounts_v2`,
  );
  return sorted(found.map(({ json }) => json));
}

test('a new view is not there until all that there was is folded, and then it is whole', async () => {
  const own = await databases.of(tenant);
  const views = await viewsOf(newer);
  const subscriber = (await instanceOf(databases, next, newer))('accounting');
  await expect(views.ready(own, next)).rejects.toMatchObject(notBuilt);
  await follow(subscriber, tenant, log.slice(0, 59), () => 10);
  await expect(views.ready(own, next)).rejects.toMatchObject(notBuilt);
  await expect(turnovers()).rejects.toThrow('does not exist');
  await follow(subscriber, tenant, log, () => 10);
  await views.ready(own, next);
  const movements = log.filter((event): event is RecordedEvent<Moved> => event.event === 'Moved');
  expect(await turnovers()).toEqual(sorted(independentFold(next, movements).rows));
});

test('of a log without events it is there at once', async () => {
  await head(0);
  const own = await databases.of(tenant);
  await (await viewsOf(newer)).ready(own, next);
  expect(await turnovers()).toEqual([]);
});

test('two releases, each with its own version, go on side by side, and going back serves at once', async () => {
  const old = (await instanceOf(databases, accounts, older))('accounting');
  await follow(old, tenant, log.slice(0, 40), () => 10);
  // The view had not been there either when the log was that long.
  await follow(old, tenant, log, () => 10);
  const own = await databases.of(tenant);
  await (await viewsOf(older)).ready(own, accounts);
  const read = () => rows(`SELECT to_json(a) AS json FROM accounting.fixture_accounts_v1 a ORDER BY account`);
  const before = await read();
  const fresh = (await instanceOf(databases, next, newer))('accounting');
  await fresh.checkpoint(tenant);
  await expect((await viewsOf(newer)).ready(own, next)).rejects.toMatchObject(notBuilt);
  expect(await read()).toEqual(before);
  await follow(fresh, tenant, log, () => 10);
  await (await viewsOf(newer)).ready(own, next);
  const later = [...log, ...asLog(ledgerFacts(20, chance(4)), { after: log.length })] as RecordedEvent<
    Moved | Closed
  >[];
  await Promise.all([old, fresh].map((each) => follow(each, tenant, later, () => 5)));
  const { rows: expected } = independentFold(accounts, later);
  expect(sorted((await read()).map(({ json }) => json))).toEqual(sorted(expected));
  // An instance of the older release that starts now.
  await (await viewsOf(older)).ready(own, accounts);
  expect((await old.checkpoint(tenant)).position).toBe(later.length);
});
