import { describe, expect, test } from '@jest/globals';
import { chance, ledgerFacts } from '../fixtures/chance.js';
import { accounts, moved } from '../fixtures/ledger.js';
import { rebuilding, WITH_PREVIOUS } from '../fixtures/rebuilding.js';
import { type Rebuilds } from './rebuilds.js';
import { type Verdict } from './compare.js';

// @own-process: what it kills and cuts off is in nobody else's way there.
const world = rebuilding();

async function verdict(rebuilds: Rebuilds): Promise<Verdict> {
  const act = await world.perform(rebuilds, accounts, 'verify');
  expect(act).toMatchObject({ state: 'done', reason: null });
  return act?.result as Verdict;
}

describe('a view that is compared with its logs', () => {
  test('is as they say, also while events come', async () => {
    world.append('accounting', ledgerFacts(2_000, chance(1)));
    await world.live();
    const rebuilds = await world.instance({ unwrittenBytes: 20_000 });
    await rebuilds.begin(world.wanted(accounts, 'verify'));
    for (let n = 0; n < 20; n += 1) {
      world.append('accounting', ledgerFacts(10, chance(n)));
      await world.live();
    }
    await rebuilds.settled(world.tenant);
    expect(await world.act(rebuilds, accounts, 'verify')).toMatchObject({ state: 'done', result: { same: true } });
    expect(await world.relations()).not.toContain('fixture_accounts_v1_verify');
  });

  test('names the rows that were changed by hand, and a rebuild mends them', async () => {
    world.append('accounting', [moved('ann', 'bob', 3), moved('bob', 'cid', 1), moved('ann', 'dan', 2)]);
    await world.live();
    await world.query(`
      UPDATE accounting.fixture_accounts_v1 SET balance = 77 WHERE account = 'bob';
      DELETE FROM accounting.fixture_accounts_v1 WHERE account = 'cid';
      INSERT INTO accounting.fixture_accounts_v1 VALUES ('eve', 1, 1);
      UPDATE accounting.fixture_entries_v1 SET balance = -4 WHERE position = 1 AND account = 'ann'`);
    const rebuilds = await world.instance();
    expect(await verdict(rebuilds)).toEqual({
      same: false,
      at: [{ source: 'accounting', epoch: 1, position: 3 }],
      tables: [
        {
          ...{ table: 'accounting.fixture_accounts_v1', stored: 4, folded: 4, different: 3 },
          first: [
            { what: 'different', key: { account: 'bob' }, columns: [{ column: 'balance', stored: 77, folded: 2 }] },
            { what: 'missing', key: { account: 'cid' }, columns: [] },
            { what: 'surplus', key: { account: 'eve' }, columns: [] },
          ],
        },
        {
          ...{ table: 'accounting.fixture_entries_v1', stored: 6, folded: 6, different: 1 },
          first: [
            {
              what: 'different',
              key: { position: 1, account: 'ann' },
              columns: [{ column: 'balance', stored: -4, folded: -3 }],
            },
          ],
        },
      ],
    });
    await world.perform(rebuilds, accounts);
    expect(await verdict(rebuilds)).toMatchObject({ same: true });
    expect(await world.stored()).toEqual(world.expected());
  });
});

describe('a rollback', () => {
  test('puts the table back that was read before, with all that has come since, and again', async () => {
    world.append('accounting', [moved('ann', 'bob', 3), moved('cid', 'dan', 3)]);
    await world.live();
    await world.query("UPDATE accounting.fixture_accounts_v1 SET balance = 77 WHERE account = 'dan'");
    const rebuilds = await world.instance();
    await world.perform(rebuilds, accounts);
    world.append('accounting', [moved('ann', 'bob', 1), moved('bob', 'dan', 2)]);
    await world.live();
    const mended = await world.stored();
    expect(await world.perform(rebuilds, accounts, 'rollback')).toMatchObject({ state: 'done' });
    // As it was, the wrong balance included, and two events further.
    const balances = await world.query(
      'SELECT account, balance::int FROM accounting.fixture_accounts_v1 ORDER BY account',
    );
    expect(balances).toEqual([
      { account: 'ann', balance: -4 },
      { account: 'bob', balance: 2 },
      { account: 'cid', balance: -3 },
      { account: 'dan', balance: 79 },
    ]);
    expect(await world.relations()).toEqual(WITH_PREVIOUS);
    await world.perform(rebuilds, accounts, 'rollback');
    expect(await world.stored()).toEqual(mended);
  });

  test('of what was never rebuilt is refused', async () => {
    const rebuilds = await world.instance();
    const refused = { code: 'no-previous-view', kind: 'conflict' };
    await expect(rebuilds.begin(world.wanted(accounts, 'rollback'))).rejects.toMatchObject(refused);
    expect(await world.act(rebuilds, accounts, 'rollback')).toBeUndefined();
  });

  test('to what is void since is refused, and says so', async () => {
    world.append('accounting', ledgerFacts(20, chance(1)));
    await world.live();
    const rebuilds = await world.instance();
    await world.perform(rebuilds, accounts);
    world.logs.epochs = [
      { epoch: 1, fromPosition: 1 },
      { epoch: 2, fromPosition: 11 },
    ];
    await world.query(
      "UPDATE accounting.checkpoints SET position = 25 WHERE position = 20 AND consumer NOT LIKE '%#%'",
    );
    const again = world.logs.of('accounting').map((event) => ({ ...event, meta: { ...event.meta, epoch: 2 } }));
    world.logs.replace('accounting', [
      ...world.logs.of('accounting').slice(0, 10),
      ...again.slice(10),
      ...again.slice(0, 5).map((event, n) => ({ ...event, meta: { ...event.meta, position: 21 + n } })),
    ]);
    expect(await world.perform(rebuilds, accounts, 'rollback')).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('had taken what is void since'),
    });
    expect((await world.relations()).filter((name) => /_(previous|rebuild)/.test(name))).toEqual([]);
  });
});
