import { beforeEach, describe, expect, test } from '@jest/globals';
import { asLog, testDatabase } from '#libs/testing';
import { defineProjection } from './define.js';
import { instanceOf } from './fixtures/instance.js';
import { accounts, type AccountRow, moved, profiles } from './fixtures/ledger.js';
import { readCheckpoints } from './live.js';
import { makeViews } from './tables.js';
import { TenantViews } from './tenant-views.js';

const database = testDatabase();
const views = [accounts, profiles];

beforeEach(() =>
  database.asSuperuser((client) =>
    client.query(`DROP TABLE IF EXISTS accounting.fixture_accounts_v1, accounting.fixture_entries_v1,
      accounting.fixture_profiles_v1, accounting.checkpoints, accounting.rebuilds`),
  ),
);

const make = async () => makeViews(await database.as('accounting'), 'accounting', views);

async function relations() {
  const { rows } = await database.asSuperuser((client) =>
    client.query<{ name: string; kind: string; owner: string }>(
      `SELECT relname AS name, relkind AS kind, relowner::regrole::text AS owner FROM pg_class
       WHERE relnamespace = 'accounting'::regnamespace ORDER BY relname`,
    ),
  );
  return rows;
}

describe('the tables of views', () => {
  test('are made by instances that come at the same time, as the role of the service', async () => {
    const instances = await Promise.all([1, 2, 3, 4].map(() => database.databases('accounting')));
    await Promise.all(instances.map(async (one) => makeViews(await one.of(database.tenant), 'accounting', views)));
    const made = await relations();
    expect(made.filter(({ kind }) => kind === 'r').map(({ name }) => name)).toEqual([
      'checkpoints',
      'fixture_accounts_v1',
      'fixture_entries_v1',
      'fixture_profiles_v1',
      'rebuilds',
    ]);
    expect(new Set(made.map(({ owner }) => owner))).toEqual(new Set([`"${database.tenant}_accounting"`]));
    await make();
    expect(await relations()).toEqual(made);
  });

  test('of a release before this one, whose views are all there, get the columns that they lack', async () => {
    await make();
    await database.asSuperuser((client) =>
      client.query('ALTER TABLE accounting.checkpoints DROP COLUMN until_epoch, DROP COLUMN has_letters'),
    );
    await make();
    const { pool } = await database.as('accounting');
    expect((await readCheckpoints(pool, accounts)).get('accounting')).toMatchObject({ position: 0, letters: false });
  });

  test('have nothing that acts by itself', async () => {
    await make();
    const { rows } = await database.asSuperuser((client) =>
      client.query(
        `WITH mine AS (SELECT oid, relkind FROM pg_class WHERE relnamespace = 'accounting'::regnamespace AND relname LIKE 'fixture%')
         SELECT (SELECT count(*)::int FROM pg_attrdef WHERE adrelid IN (SELECT oid FROM mine)) AS defaults,
                (SELECT count(*)::int FROM pg_trigger WHERE tgrelid IN (SELECT oid FROM mine)) AS triggers,
                (SELECT count(*)::int FROM pg_constraint WHERE conrelid IN (SELECT oid FROM mine) AND contype = 'f') AS keys,
                (SELECT count(*)::int FROM mine WHERE relkind NOT IN ('r', 'i')) AS others`,
      ),
    );
    expect(rows).toEqual([{ defaults: 0, triggers: 0, keys: 0, others: 0 }]);
  });

  test('that are still being made are not there yet, for who cannot wait', async () => {
    const tenantViews = new TenantViews('accounting', views, 20);
    const own = await database.as('accounting');
    await database.asSuperuser(async (other) => {
      await other.query(`SELECT pg_advisory_lock(hashtextextended('aviary.views.accounting', 0))`);
      const refused = { code: 'view-not-built', kind: 'unavailable', extra: { retryAfter: 1 } };
      await expect(tenantViews.ready(own, accounts)).rejects.toMatchObject(refused);
    });
    await tenantViews.make(own);
    await tenantViews.ready(own, accounts);
    expect((await relations()).map(({ name }) => name)).toContain('fixture_profiles_v1');
  });

  test('of another definition under the same version are refused', async () => {
    await make();
    const other = defineProjection<Pick<AccountRow, 'account' | 'balance'>, ReturnType<typeof moved>>({
      service: 'accounting',
      name: 'fixture_accounts',
      version: 1,
      events: { accounting: ['Moved'] },
      table: { columns: { account: 'text', balance: 'long' }, primaryKey: ['account'] },
      keys: () => [],
      evolve: () => null,
    });
    await expect(makeViews(await database.as('accounting'), 'accounting', [other])).rejects.toThrow(
      'accounting.fixture_accounts_v1 was made from another definition: a changed view needs a new version.',
    );
  });

  test('thrown away are made anew, and the view begins from the first event', async () => {
    const databases = await database.databases('accounting');
    const log = asLog([moved('ann', 'bob', 3)]);
    const ledger = (await instanceOf(databases, accounts, views))('accounting');
    await ledger.handle(database.tenant, log, { epoch: 1, from: 0, to: 1 });
    const people = (await instanceOf(databases, profiles, views))('auth');
    await people.handle(database.tenant, [], { epoch: 1, from: 0, to: 9 });
    await database.asSuperuser((client) => client.query('DROP TABLE accounting.fixture_entries_v1'));
    await make();
    const { pool } = await database.as('accounting');
    const start = { epoch: 1, position: 0, until: null, letters: false };
    expect(await readCheckpoints(pool, accounts)).toEqual(new Map([['accounting', start]]));
    expect((await pool.query('SELECT FROM accounting.fixture_accounts_v1')).rowCount).toBe(0);
    const others = await readCheckpoints(pool, profiles);
    expect(others).toEqual(
      new Map([
        ['accounting', start],
        ['auth', { ...start, position: 9 }],
      ]),
    );
  });
});
