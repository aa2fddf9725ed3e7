import { describe, expect, test } from '@jest/globals';
import { type RecordedEvent } from '#libs/kernel';
import { until } from '#libs/testing';
import { chance, ledgerFacts, nameFacts } from '../fixtures/chance.js';
import { independentFold } from '../fixtures/independent-fold.js';
import { accounts, moved, type Moved, type Named, profiles } from '../fixtures/ledger.js';
import { rebuilding, sorted, WITH_PREVIOUS } from '../fixtures/rebuilding.js';

// @own-process: what it kills and cuts off is in nobody else's way there.
const world = rebuilding();
/** Movements only: of them, each leaves more lines. */
const movements = (count: number, random: (below: number) => number) =>
  ledgerFacts(count, random).filter(({ event }) => event === 'Moved');

describe('a view that is rebuilt', () => {
  test('is what its log says, while events come and are folded, and nobody ever reads less', async () => {
    const random = chance(11);
    world.append('accounting', movements(3_000, random));
    await world.live();
    const rebuilds = await world.instance({ unwrittenBytes: 50_000 });
    const done = new AbortController();
    const reader = (async () => {
      let least = 0;
      while (!done.signal.aborted) {
        const [row] = await world.query<{ n: number }>('SELECT count(*)::int AS n FROM accounting.fixture_entries_v1');
        if ((row?.n ?? 0) < least) throw new Error(`${least} lines were there, and then ${row?.n}`);
        least = row?.n ?? 0;
      }
    })();
    await rebuilds.begin(world.wanted(accounts));
    for (let n = 0; n < 30; n += 1) {
      world.append('accounting', movements(20, random));
      await world.live();
    }
    await rebuilds.settled(world.tenant);
    done.abort();
    await reader;
    await world.live();
    expect(await world.stored()).toEqual(world.expected());
    expect(await world.act(rebuilds, accounts)).toMatchObject({ state: 'done', reason: null });
    expect(await world.relations()).toEqual(WITH_PREVIOUS);
  });

  test('of two logs takes both', async () => {
    const random = chance(3);
    world.append('accounting', movements(300, random));
    world.append('auth', nameFacts(300, random));
    await world.live(profiles, 'accounting');
    await world.live(profiles, 'auth');
    await world.query('UPDATE accounting.fixture_profiles_v1 SET turnover = 0');
    const log = [...world.logs.of('auth'), ...world.logs.of('accounting')];
    const rebuilds = await world.instance();
    expect(await world.perform(rebuilds, profiles)).toMatchObject({ state: 'done', done: log.length });
    const { rows } = independentFold(profiles, log as RecordedEvent<Moved | Named>[]);
    const stored = await world.query<{ account: string; name: string | null; names: number; turnover: string }>(
      'SELECT * FROM accounting.fixture_profiles_v1',
    );
    expect(sorted(stored.map(({ turnover, ...row }) => ({ ...row, turnover: Number(turnover) })))).toEqual(
      sorted(rows.map(({ turnover, ...row }) => ({ ...row, turnover }))),
    );
  });

  test.each([1, 2, 3])('is the same however little is kept in memory (seed %i)', async (seed) => {
    world.append('accounting', ledgerFacts(900, chance(seed)));
    await world.live();
    const rebuilds = await world.instance({ unwrittenBytes: 10_000, keptBytes: (seed - 1) * 20_000 });
    await world.perform(rebuilds, accounts);
    expect(await world.stored()).toEqual(world.expected());
    world.append('accounting', ledgerFacts(100, chance(seed)));
    await world.live();
    expect(await world.stored()).toEqual(world.expected());
  });

  test('again and again leaves no table but the last one before', async () => {
    world.append('accounting', ledgerFacts(50, chance(1)));
    await world.live();
    const rebuilds = await world.instance();
    for (let round = 0; round < 3; round += 1) await world.perform(rebuilds, accounts);
    expect(await world.relations()).toEqual(WITH_PREVIOUS);
    expect(await world.stored()).toEqual(world.expected());
  });

  test('without any event is empty, and read', async () => {
    const rebuilds = await world.instance();
    expect(await world.perform(rebuilds, accounts)).toMatchObject({ state: 'done', done: 0, total: 0 });
    expect(await world.stored()).toEqual([]);
  });

  test('is begun anew when what was folded turns out to be void', async () => {
    world.append('accounting', ledgerFacts(300, chance(2)));
    await world.live();
    let pages = 0;
    const before = world.logs.of('accounting');
    world.logs.beforePage = () => {
      pages += 1;
      // Epoch 2 begins with the 101st event: it is the same, but of another life.
      if (pages !== 3) return;
      world.logs.epochs = [
        { epoch: 1, fromPosition: 1 },
        { epoch: 2, fromPosition: 101 },
      ];
      world.logs.replace(
        'accounting',
        before.map((event) => (event.meta.position > 100 ? { ...event, meta: { ...event.meta, epoch: 2 } } : event)),
      );
    };
    const rebuilds = await world.instance();
    expect(await world.perform(rebuilds, accounts)).toMatchObject({ state: 'done' });
    expect(await world.stored()).toEqual(world.expected());
    const [at] = await world.query(
      "SELECT epoch, position::int FROM accounting.checkpoints WHERE consumer = 'accounting.fixture_accounts_v1'",
    );
    expect(at).toEqual({ epoch: 2, position: 300 });
  });
});

test('what is parked stays parked when a view is rebuilt, and all behind it goes on waiting', async () => {
  const letters = () =>
    world.query(
      `SELECT consumer, position::int, key, state FROM accounting.dead_letters ORDER BY consumer, position, key`,
    );
  const own = (position: number, key: string, state: string) => ({
    ...{ consumer: accounts.id, position, key: `row:${key}`, state },
  });
  world.append('accounting', [moved('ann', 'bob', 3), moved('ann', 'bob', -3), moved('ann', 'cid', 1)]);
  await world.live();
  const before = await world.stored();
  const parked = [own(2, 'ann', 'poison'), own(2, 'bob', 'poison'), own(3, 'ann', 'queued')];
  expect(await letters()).toEqual(parked);
  const rebuilds = await world.instance();
  expect(await world.perform(rebuilds, accounts)).toMatchObject({ state: 'done' });
  expect(await world.stored()).toEqual(before);
  const previous = parked.map((letter) => ({ ...letter, consumer: `${accounts.id}#previous` }));
  expect(await letters()).toEqual([...parked, ...previous]);
  world.append('accounting', [moved('bob', 'cid', 5)]);
  await world.live();
  expect(await letters()).toEqual([...parked, own(4, 'bob', 'queued'), ...previous]);
  expect((await world.perform(rebuilds, accounts, 'verify'))?.result).toMatchObject({ same: true });
  await world.perform(rebuilds, accounts, 'rollback');
  expect((await letters()).slice(0, 4)).toEqual([...parked, own(4, 'bob', 'queued')]);
  expect(await world.query("SELECT balance::int FROM accounting.fixture_accounts_v1 WHERE account = 'cid'")).toEqual([
    { balance: 6 },
  ]);
});

describe('somebody who reads the view for long', () => {
  test('holds up the rebuild, and nobody else', async () => {
    world.append('accounting', ledgerFacts(100, chance(5)));
    await world.live();
    await world.query('UPDATE accounting.fixture_accounts_v1 SET balance = 0');
    const rebuilds = await world.instance();
    await world.database.asSuperuser(async (reader) => {
      await reader.query(
        'BEGIN; DECLARE rows CURSOR FOR SELECT * FROM accounting.fixture_accounts_v1; FETCH 1 FROM rows',
      );
      await rebuilds.begin(world.wanted(accounts));
      const held = async () =>
        (
          await world.query(
            `SELECT FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock' AND relation = 'accounting.fixture_accounts_v1'::regclass`,
          )
        ).length > 0;
      await until(held, { what: 'the rebuild at the table' });
      // Behind whoever waits for the table, they would wait until the reader is done: that is longer than a query may take.
      for (let n = 0; n < 20; n += 1) {
        world.append('accounting', ledgerFacts(5, chance(n)));
        await world.live();
        await world.query('SELECT count(*) FROM accounting.fixture_accounts_v1');
      }
      expect(await world.act(rebuilds, accounts)).toMatchObject({ state: 'running' });
      await reader.query('COMMIT');
    });
    await rebuilds.settled(world.tenant);
    await world.live();
    expect(await world.stored()).toEqual(world.expected());
  });
});

test('of two instances one rebuilds, and both say how far it is', async () => {
  world.append('accounting', ledgerFacts(500, chance(8)));
  await world.live();
  let go = (): void => undefined;
  const gate = new Promise<void>((resolve) => (go = resolve));
  let pages = 0;
  world.logs.beforePage = async () => {
    pages += 1;
    await gate;
  };
  const [first, second] = [await world.instance(), await world.instance()];
  try {
    await first.begin(world.wanted(accounts));
    // It says that it runs before it asks for the first page.
    await until(() => pages > 0, { what: 'the first at its first page' });
    expect(await world.act(second, accounts)).toMatchObject({ state: 'running' });
    expect(await second.begin(world.wanted(accounts))).toMatchObject({ state: 'running' });
    await expect(second.begin(world.wanted(accounts, 'verify'))).rejects.toMatchObject({
      code: 'view-busy',
      kind: 'conflict',
    });
    expect(pages).toBe(1);
  } finally {
    go();
  }
  await Promise.all([first.settled(world.tenant), second.settled(world.tenant)]);
  expect(await world.act(second, accounts)).toMatchObject({ state: 'done', done: 500, total: 500 });
});
