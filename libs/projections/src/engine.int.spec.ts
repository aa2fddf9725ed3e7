import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type DynamicModule, type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DeadLetterTools, LogReplay, Subscriptions } from '#libs/messaging';
import { createLogger, Metrics, PlatformModule, StatusRegistry } from '#libs/platform';
import { TenancyModule } from '#libs/tenancy';
import { asLog, testConfig, testDatabase } from '#libs/testing';
import { accounts, moved, named, profiles } from './fixtures/ledger.js';
import { ProjectionsModule } from './module.js';
import { linesTableName, tableName } from './table.js';
import { Views } from './views.js';

/** What of messaging the engine needs: where it subscribes. Deliveries are made by the spec, and nothing is read again. */
@Module({})
class SubscriptionsModule {
  static forSpec(): DynamicModule {
    const unused = [LogReplay, DeadLetterTools].map((provide) => ({ provide, useValue: {} }));
    const providers = [Subscriptions, ...unused];
    return { module: SubscriptionsModule, global: true, providers, exports: providers };
  }
}

let app: INestApplicationContext;
afterAll(() => app.close());
const database = testDatabase();
const { tenant } = database;

beforeAll(async () => {
  const config = await testConfig('accounting');
  const modules = [
    PlatformModule.forService(config, createLogger(config)),
    TenancyModule.forService({ migrations: [], entities: [] }),
    SubscriptionsModule.forSpec(),
    ProjectionsModule.forService({ service: 'accounting', projections: [accounts, profiles] }),
  ];
  class Service {}
  Module({ imports: modules })(Service);
  app = await NestFactory.createApplicationContext(Service, { logger: false });
});

const subscriber = (name: string, source: string) => {
  const found = app
    .get(Subscriptions)
    .ofSource(source)
    .find((one) => one.name === name);
  if (!found) throw new Error(`Nobody reads ${source} for ${name}.`);
  return found;
};
const statuses = async () => (await app.get(StatusRegistry).report()).projections;
describe('the engine of a service', () => {
  test('subscribes each view to each of its logs', () => {
    const handled = (name: string, source: string) => [...subscriber(name, source).handles].sort();
    expect(app.get(Subscriptions).sources).toEqual(['accounting', 'auth']);
    expect(handled('accounting.fixture_accounts_v1', 'accounting')).toEqual(['Closed', 'Moved']);
    expect(handled('accounting.fixture_profiles_v1', 'accounting')).toEqual(['Moved']);
    expect(handled('accounting.fixture_profiles_v1', 'auth')).toEqual(['Named']);
  });

  test('shows what was delivered by views, lines, SQL, status and measurements', async () => {
    const views = app.get(Views);
    const ledger = subscriber('accounting.fixture_accounts_v1', 'accounting');
    expect(await (await views.of(tenant, accounts)).find()).toEqual([]);
    await ledger.handle(tenant, asLog([moved('ann', 'bob', 3)]), { epoch: 1, from: 0, to: 1 });
    const richest = { where: { account: 'bob' } };
    expect(await (await views.of(tenant, accounts)).find(richest)).toEqual([
      { account: 'bob', balance: 3, entries: 1 },
    ]);
    expect(await (await views.lines(tenant, accounts)).find(richest)).toEqual([
      { position: 1, account: 'bob', balance: 3 },
    ]);
    const { pool } = await views.database(tenant, accounts);
    const { rows } = await pool.query(
      `SELECT sum(a.balance)::int AS sum, count(e.*)::int AS lines
       FROM ${tableName(accounts)} a JOIN ${linesTableName(accounts)} e USING (account)`,
    );
    expect(rows).toEqual([{ sum: 0, lines: 2 }]);
    expect(await views.checkpoint(tenant, accounts, 'accounting')).toEqual({ epoch: 1, position: 1 });
    expect(await statuses()).toContainEqual({
      ...{ projection: 'accounting.fixture_accounts_v1', tenant, source: 'accounting' },
      ...{ epoch: 1, position: 1, state: 'live' },
    });
    const measured = await app.get(Metrics).text();
    expect(measured).toMatch(
      /aviary_projection_batch_events_count\{.*projection="accounting.fixture_accounts_v1".*\} 1\n/,
    );
    expect(measured).toMatch(/aviary_projection_fold_seconds_count\{.*source="accounting".*\} 1\n/);
  });

  test('says what keeps a view from going on, until it goes on', async () => {
    const people = subscriber('accounting.fixture_profiles_v1', 'accounting');
    const failing = { projection: 'accounting.fixture_profiles_v1', tenant, source: 'accounting', state: 'failing' };
    const broken = asLog([moved('ann', 'bob', 0.5)]);
    await expect(people.handle(tenant, broken, { epoch: 1, from: 0, to: 1 })).rejects.toThrow(
      '"turnover" is not a whole',
    );
    expect(await statuses()).toContainEqual({
      ...failing,
      ...{ epoch: 1, position: 0, reason: expect.stringContaining('"turnover" is not a whole number but a number') },
    });
    await people.handle(tenant, asLog([moved('ann', 'bob', 1)]), { epoch: 1, from: 0, to: 1 });
    expect(await statuses()).toContainEqual({ ...failing, state: 'live', epoch: 1, position: 1 });
  });
});

test('tables thrown away while the service runs are noticed at the next delivery, and made anew', async () => {
  const people = subscriber('accounting.fixture_profiles_v1', 'auth');
  await people.handle(tenant, [], { epoch: 1, from: 0, to: 4 });
  await database.asSuperuser((client) => client.query('DROP TABLE accounting.fixture_profiles_v1'));
  const next = asLog([named('bob', 'Bob')], { after: 4 });
  await expect(people.handle(tenant, next, { epoch: 1, from: 4, to: 5 })).rejects.toThrow('does not exist');
  expect(await people.checkpoint(tenant)).toEqual({ epoch: 1, position: 0 });
  await people.handle(tenant, asLog([named('ann', 'Ann')]), { epoch: 1, from: 0, to: 1 });
  expect(await (await app.get(Views).of(tenant, profiles)).countBy({ name: 'Ann' })).toBe(1);
});

describe('views that contradict each other are refused', () => {
  test.each([
    ['twice the same', [accounts, accounts], 'Two views of accounting have the table fixture_accounts_v1.'],
    ['of another service', [{ ...accounts, service: 'tasks' }], 'is no view of accounting'],
  ])('%s', (_, projections, message) => {
    expect(() => ProjectionsModule.forService({ service: 'accounting', projections })).toThrow(message);
  });
});
