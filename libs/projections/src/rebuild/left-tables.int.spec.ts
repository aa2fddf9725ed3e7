import { beforeEach, expect, test } from '@jest/globals';
import { chance, ledgerFacts } from '../fixtures/chance.js';
import { accounts } from '../fixtures/ledger.js';
import { rebuilding } from '../fixtures/rebuilding.js';
import { type Rebuilds } from './rebuilds.js';

// @own-process: what it kills and cuts off is in nobody else's way there.
const world = rebuilding();
const { tenant } = world;
const UNUSED = ['accounting.fixture_accounts_v9', 'accounting.fixture_accounts_v9_previous'];
const PREVIOUS = ['accounting.fixture_accounts_v1_previous', 'accounting.fixture_entries_v1_previous'];

let rebuilds: Rebuilds;

beforeEach(async () => {
  rebuilds = await world.instance();
  world.append('accounting', ledgerFacts(50, chance(1)));
  await world.live();
  await world.perform(rebuilds, accounts);
  // What another release has left.
  for (const name of UNUSED)
    await world.query(`CREATE TABLE ${name} (a text); COMMENT ON TABLE ${name} IS 'aviary view, shape 0'`);
  await world.query(`
    CREATE TABLE accounting.somebody_elses (a text);
    INSERT INTO accounting.checkpoints (consumer, source, epoch, position)
    SELECT 'accounting.fixture_accounts_v9' || beside, 'accounting', 1, 7 FROM unnest(ARRAY['', '#previous']) AS beside`);
});

const left = async () => {
  const { unused, previous } = await rebuilds.list(tenant);
  return { unused, previous };
};
const consumers = async () =>
  (await world.query<{ consumer: string }>('SELECT DISTINCT consumer FROM accounting.checkpoints ORDER BY 1')).map(
    ({ consumer }) => consumer,
  );

test('what is read no more is listed, and goes with all that was kept for it', async () => {
  expect(await left()).toEqual({ unused: UNUSED, previous: PREVIOUS });
  const stored = await world.stored();
  expect((await rebuilds.drop(tenant)).toSorted()).toEqual([...PREVIOUS, ...UNUSED].toSorted());
  expect(await left()).toEqual({ unused: [], previous: [] });
  expect(await consumers()).toEqual([accounts.id, 'accounting.fixture_profiles_v1']);
  expect(await world.stored()).toEqual(stored);
  expect(await rebuilds.drop(tenant)).toEqual([]);
});

test('the previous tables of a view go together, and then there is nothing to be put back', async () => {
  expect(await rebuilds.drop(tenant, [PREVIOUS[1] as string])).toEqual(PREVIOUS);
  expect(await left()).toEqual({ unused: UNUSED, previous: [] });
  const refused = { code: 'no-previous-view', kind: 'conflict' };
  await expect(rebuilds.begin(world.wanted(accounts, 'rollback'))).rejects.toMatchObject(refused);
});

test.each([
  ['accounting.fixture_accounts_v1', 'table-in-use'],
  ['accounting.fixture_entries_v1', 'table-in-use'],
  ['accounting.somebody_elses', 'unknown-table'],
  ['accounting.checkpoints', 'unknown-table'],
  ['fixture_accounts_v9', 'unknown-table'],
])('%s is refused (%s), and what was named with it stays', async (name, code) => {
  await expect(rebuilds.drop(tenant, [...UNUSED, name])).rejects.toMatchObject({ code });
  expect(await left()).toEqual({ unused: UNUSED, previous: PREVIOUS });
});

test('nobody waits long behind somebody who reads such a table', async () => {
  await world.database.asSuperuser(async (reader) => {
    await reader.query(`BEGIN; SELECT FROM ${PREVIOUS[0]}`);
    // It gives up its own waiting; what a statement may take in all is longer.
    await expect(rebuilds.drop(tenant)).rejects.toMatchObject({ kind: 'unavailable', cause: { code: '55P03' } });
    await reader.query('COMMIT');
  });
  expect(await left()).toEqual({ unused: UNUSED, previous: PREVIOUS });
});

test('what a rollback may be about to fill stays', async () => {
  await world.database.asSuperuser(async (other) => {
    await other.query(`SELECT pg_advisory_lock(hashtextextended('aviary.rebuild.${accounts.id}', 0))`);
    await expect(rebuilds.drop(tenant)).rejects.toMatchObject({ code: 'view-busy' });
  });
});
