import { beforeEach, expect, test } from '@jest/globals';
import { type RecordedEvent } from '#libs/kernel';
import { type TenantDatabases } from '#libs/tenancy';
import { asLog, testDatabase } from '#libs/testing';
import { entitiesOf, entityOf, linesEntityOf } from './entity.js';
import { CheckpointMovedError } from './errors.js';
import { chance, ledgerFacts, nameFacts } from './fixtures/chance.js';
import { independentFold } from './fixtures/independent-fold.js';
import { follow, instanceOf } from './fixtures/instance.js';
import { accounts, moved, type Moved, profiles } from './fixtures/ledger.js';

const database = testDatabase();
const views = [accounts, profiles];
const { tenant } = database;

let databases: TenantDatabases;
const another = () => database.databases('accounting', { entities: entitiesOf(views) });
const ten = () => 10;

beforeEach(async () => {
  databases ??= await another();
  await database.asSuperuser((client) =>
    client.query(`DROP TABLE IF EXISTS accounting.fixture_accounts_v1, accounting.fixture_entries_v1,
      accounting.fixture_profiles_v1, accounting.checkpoints`),
  );
});

const sorted = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).sort();

/** What people read. */
async function read(view: typeof accounts | typeof profiles): Promise<string[]> {
  const { dataSource } = await databases.of(tenant);
  const lines = view === accounts ? await dataSource.getRepository(linesEntityOf(accounts)).find() : [];
  return sorted([...(await dataSource.getRepository(entityOf(view as typeof accounts)).find()), ...lines]);
}

function folded(log: readonly RecordedEvent<Moved>[]): string[] {
  const { rows, lines } = independentFold(accounts, log);
  return sorted([...rows, ...lines]);
}

const random = chance(5);
/** Up to 60 as it stays, then two lives of it: one that was lost, one that came instead. */
const begun = asLog(ledgerFacts(60, random)) as RecordedEvent<Moved>[];
const lost = [...begun, ...asLog(ledgerFacts(40, random), { after: 60 })] as RecordedEvent<Moved>[];
const stands = [...begun, ...asLog(ledgerFacts(30, random), { after: 60, epoch: 2 })] as RecordedEvent<Moved>[];
const TAKEN_BACK = [
  { epoch: 1, position: 100 },
  { epoch: 1, position: 60 },
] as const;

test('a view that had folded what is void is read as it was, until it has been folded anew', async () => {
  const view = (await instanceOf(databases, accounts, views))('accounting');
  await follow(view, tenant, lost, ten);
  await view.rewind(tenant, ...TAKEN_BACK);
  expect(await view.checkpoint(tenant)).toEqual({ epoch: 1, position: 0 });
  await follow(view, tenant, begun.slice(0, 50), ten);
  expect(await read(accounts)).toEqual(folded(lost));
  await follow(view, tenant, begun, ten);
  expect(await read(accounts)).toEqual(folded(begun));
  const { epoch, position } = await view.checkpoint(tenant);
  await view.handle(tenant, stands.slice(60), { epoch, from: position, to: 90, toEpoch: 2 });
  expect(await read(accounts)).toEqual(folded(stands));
});

test('that happens again and again, and the tables keep their names and indexes', async () => {
  const view = (await instanceOf(databases, accounts, views))('accounting');
  await follow(view, tenant, lost, ten);
  for (let round = 0; round < 3; round += 1) {
    await view.rewind(tenant, ...TAKEN_BACK);
    await follow(view, tenant, lost, ten);
  }
  expect(await read(accounts)).toEqual(folded(lost));
  const names = await database.asSuperuser((client) =>
    client.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relname LIKE 'fixture\\_%' AND relnamespace = 'accounting'::regnamespace
       ORDER BY relname COLLATE "C"`,
    ),
  );
  expect(names.rows.map(({ name }) => name)).toEqual([
    ...['fixture_accounts_v1', 'fixture_accounts_v1_i1', 'fixture_accounts_v1_pk'],
    ...['fixture_entries_v1', 'fixture_entries_v1_pk', 'fixture_profiles_v1', 'fixture_profiles_v1_pk'],
  ]);
});

test('a view of two logs is folded anew from both, also by an instance that comes later', async () => {
  const names = asLog(nameFacts(80, random));
  const view = await instanceOf(databases, profiles, views);
  await follow(view('accounting'), tenant, lost, ten);
  await follow(view('auth'), tenant, names, ten);
  const before = await read(profiles);
  await view('accounting').rewind(tenant, ...TAKEN_BACK);
  await follow(view('accounting'), tenant, begun, ten);
  expect(await view('auth').checkpoint(tenant)).toEqual({ epoch: 1, position: 0 });
  expect(await read(profiles)).toEqual(before);
  const later = await instanceOf(await another(), profiles, views);
  // What nobody folds moves the checkpoint as well; the view is not there before the last of it.
  await follow(later('auth'), tenant, names.slice(0, 79), ten);
  expect(await read(profiles)).toEqual(before);
  await later('auth').handle(tenant, names.slice(79), { epoch: 1, from: 79, to: 80 });
  const movements = begun.filter(({ event }) => event === 'Moved');
  expect(await read(profiles)).toEqual(sorted(independentFold(profiles, [...names, ...movements]).rows));
});

test('a view of two logs that have both lost their end does not wait for what one of them had there', async () => {
  const names = asLog(nameFacts(80, random));
  const view = await instanceOf(databases, profiles, views);
  await follow(view('accounting'), tenant, lost, ten);
  await follow(view('auth'), tenant, names, ten);
  const before = await read(profiles);
  await view('accounting').rewind(tenant, ...TAKEN_BACK);
  await follow(view('accounting'), tenant, begun, ten);
  // The log of auth goes on after its 50th event; nobody takes the view back for that, which has begun anew already.
  await follow(view('auth'), tenant, names.slice(0, 50), ten);
  expect(await read(profiles)).toEqual(before);
  const [reborn] = asLog(nameFacts(1, random), { after: 50, epoch: 2 });
  await view('auth').handle(tenant, [reborn!], { epoch: 1, from: 50, to: 51, toEpoch: 2 });
  const movements = begun.filter(({ event }) => event === 'Moved');
  const stood = [...names.slice(0, 50), reborn!, ...movements] as Parameters<typeof independentFold>[1];
  expect(await read(profiles)).toEqual(sorted(independentFold(profiles, stood as never).rows));
});

test('the new tables come with the last event also when nobody folds that one', async () => {
  const view = (await instanceOf(databases, accounts, views))('accounting');
  await follow(view, tenant, lost, ten);
  await view.rewind(tenant, { epoch: 1, position: 100 }, { epoch: 1, position: 3 });
  await view.handle(tenant, begun.slice(0, 2), { epoch: 1, from: 0, to: 2 });
  expect(await read(accounts)).toEqual(folded(lost));
  await view.handle(tenant, [], { epoch: 1, from: 2, to: 3 });
  expect(await read(accounts)).toEqual(folded(begun.slice(0, 2)));
});

test('a view that had folded an epoch nobody knows is read as it was, until all of the log has been folded anew', async () => {
  const view = (await instanceOf(databases, accounts, views))('accounting');
  await follow(view, tenant, lost, ten);
  const head = (position: number) =>
    database.asSuperuser((client) => client.query('UPDATE accounting_log.head SET position = $1', [position]));
  await head(60);
  try {
    await view.rewind(tenant, { epoch: 1, position: 100 }, { epoch: 0, position: 0 });
  } finally {
    await head(0);
  }
  await follow(view, tenant, begun.slice(0, 50), ten);
  expect(await read(accounts)).toEqual(folded(lost));
  await follow(view, tenant, begun, ten);
  expect(await read(accounts)).toEqual(folded(begun));
});

test('a view of which nothing stands is empty at once', async () => {
  const view = (await instanceOf(databases, accounts, views))('accounting');
  await view.handle(tenant, asLog([moved('ann', 'bob', 3)]), { epoch: 1, from: 0, to: 1 });
  await view.rewind(tenant, { epoch: 1, position: 1 }, { epoch: 2, position: 0 });
  expect(await read(accounts)).toEqual([]);
});

test('of two instances that notice, one puts the view back', async () => {
  const [first, second] = [
    (await instanceOf(databases, accounts, views))('accounting'),
    (await instanceOf(await another(), accounts, views))('accounting'),
  ];
  await follow(first, tenant, lost, ten);
  const both = await Promise.allSettled([first, second].map((view) => view.rewind(tenant, ...TAKEN_BACK)));
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(both.find((each) => each.status === 'rejected')?.reason).toBeInstanceOf(CheckpointMovedError);
});
