import { describe, expect, test } from '@jest/globals';
import { type FaultPoint } from '#libs/platform';
import { chance, ledgerFacts } from '../fixtures/chance.js';
import { withHook } from '../fixtures/fault-hook.js';
import { accounts } from '../fixtures/ledger.js';
import { rebuilding, WITH_PREVIOUS } from '../fixtures/rebuilding.js';
import { type Rebuilds } from './rebuilds.js';

// @own-process: what it kills and cuts off is in nobody else's way there.
const world = rebuilding();
/** So that a rebuild of some hundred events writes several times. */
const OFTEN = { unwrittenBytes: 8_000, keptBytes: 8_000 };

/** As a kill leaves it: nothing of what is under way is committed, nothing is cleaned up, the session is gone. */
async function killedAt(
  point: FaultPoint,
  passing: number,
  rebuilds: Rebuilds,
  work: () => Promise<unknown>,
): Promise<boolean> {
  let passed = 0;
  let killed = false;
  const die = (): Promise<void> => {
    killed = true;
    void rebuilds.beforeApplicationShutdown();
    return Promise.reject(new Error('the process was killed'));
  };
  await withHook(
    (at) => (at === point && (passed += 1) === passing ? die() : undefined),
    async () => {
      await work();
      await rebuilds.settled(world.tenant);
    },
  );
  return killed;
}

describe('a rebuild whose process is killed', () => {
  test.each<[FaultPoint, number, number]>([
    ['rebuild.before-spill', 1, 0],
    ['rebuild.before-spill', 2, 1],
    ['rebuild.before-spill', 5, 1],
    ['rebuild.before-swap', 1, 700],
  ])(
    'at %s, the %i. time, changes nothing that is read, and is gone on with from where it was when it is asked for again',
    async (point, passing, written) => {
      world.append('accounting', ledgerFacts(700, chance(passing)));
      await world.live();
      await world.query("UPDATE accounting.fixture_accounts_v1 SET balance = balance + 1 WHERE account = 'account 7'");
      const corrupted = await world.stored();
      const first = await world.instance(OFTEN);
      expect(await killedAt(point, passing, first, () => first.begin(world.wanted(accounts)))).toBe(true);
      expect(await world.stored()).toEqual(corrupted);
      world.append('accounting', ledgerFacts(50, chance(passing)));
      await world.live();
      const pages: number[] = [];
      world.logs.beforePage = (position) => void pages.push(position);
      const second = await world.instance(OFTEN);
      await second.settled(world.tenant);
      expect(await world.perform(second, accounts)).toMatchObject({ state: 'done' });
      expect(await world.stored()).toEqual(world.expected());
      expect(await world.relations()).toEqual(WITH_PREVIOUS);
      // What was written before the kill is not folded again; what is asked for after its end begins anew, though.
      expect(pages[0]).toBeGreaterThanOrEqual(written);
    },
  );

  test('is shown as interrupted, and gone on with by whoever comes next, unasked', async () => {
    world.append('accounting', ledgerFacts(300, chance(4)));
    await world.live();
    const first = await world.instance(OFTEN);
    const watching = await world.instance(OFTEN);
    await watching.acts(world.tenant);
    await killedAt('rebuild.before-spill', 2, first, () => first.begin(world.wanted(accounts)));
    expect(await world.act(watching, accounts)).toMatchObject({ state: 'interrupted' });
    const next = await world.instance(OFTEN);
    await next.acts(world.tenant);
    await next.settled(world.tenant);
    expect(await world.act(next, accounts)).toMatchObject({ state: 'done' });
    expect(await world.relations()).toEqual(WITH_PREVIOUS);
  });

  test('knows nothing of what was taken up since, and is begun anew', async () => {
    world.append('accounting', ledgerFacts(200, chance(12)));
    await world.live();
    const [table, account] = ['accounting.fixture_accounts_v1', 'account 7'];
    await world.query(`ALTER TABLE ${table} ADD CONSTRAINT unlucky CHECK (account <> '${account}') NOT VALID`);
    world.append('accounting', ledgerFacts(200, chance(13)));
    await world.live();
    const first = await world.instance(OFTEN);
    expect(await killedAt('rebuild.before-spill', 2, first, () => first.begin(world.wanted(accounts)))).toBe(true);
    expect(await world.stored()).not.toEqual(world.expected());
    await world.query(`ALTER TABLE ${table} DROP CONSTRAINT unlucky`);
    expect(await world.release(account)).toMatchObject({ outcome: 'released' });
    expect(await world.stored()).toEqual(world.expected());
    const second = await world.instance(OFTEN);
    await second.acts(world.tenant);
    await second.settled(world.tenant);
    expect(await world.act(second, accounts)).toMatchObject({ state: 'done' });
    expect(await world.stored()).toEqual(world.expected());
    expect(await world.query(`SELECT FROM accounting.dead_letters WHERE consumer = '${accounts.id}'`)).toEqual([]);
  });

  test('is not, when only its connection breaks: then it goes on by itself', async () => {
    world.append('accounting', ledgerFacts(300, chance(6)));
    await world.live();
    const rebuilds = await world.instance(OFTEN);
    let broken = 0;
    const breakIt = async (): Promise<void> => {
      broken += 1;
      await world.database.asSuperuser((client) =>
        client.query(
          `SELECT pg_terminate_backend(pid) FROM pg_locks
            WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
        ),
      );
    };
    await withHook(
      (point) => (point === 'rebuild.before-spill' && broken < 2 ? breakIt() : undefined),
      () => world.perform(rebuilds, accounts),
    );
    expect(broken).toBe(2);
    expect(await world.act(rebuilds, accounts)).toMatchObject({ state: 'done' });
    expect(await world.stored()).toEqual(world.expected());
  });
});

test('a rollback whose process is killed is gone on with, also when the tables were about to change places', async () => {
  world.append('accounting', ledgerFacts(200, chance(9)));
  await world.live();
  const first = await world.instance();
  await world.perform(first, accounts);
  world.append('accounting', ledgerFacts(200, chance(10)));
  await world.live();
  expect(await killedAt('rebuild.before-swap', 1, first, () => first.begin(world.wanted(accounts, 'rollback')))).toBe(
    true,
  );
  expect(await world.stored()).toEqual(world.expected());
  const second = await world.instance();
  await second.acts(world.tenant);
  await second.settled(world.tenant);
  expect(await world.act(second, accounts, 'rollback')).toMatchObject({ state: 'done' });
  expect(await world.stored()).toEqual(world.expected());
  expect(await world.relations()).toEqual(WITH_PREVIOUS);
});
