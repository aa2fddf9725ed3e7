import { expect, test } from '@jest/globals';
import { chance, ledgerFacts } from '../fixtures/chance.js';
import { independentFold } from '../fixtures/independent-fold.js';
import { accounts, type AccountRow, type EntryLine } from '../fixtures/ledger.js';
import { asLog } from '#libs/testing';
import { foldBatch, touchedKeys } from '../fold.js';
import { RowCache } from './row-cache.js';

const row = (account: string, balance: number): AccountRow => ({ account, balance, entries: 1 });
const folded = (upserts: AccountRow[], deletes: { account: string }[] = []) => ({ upserts, deletes, lines: [] });

test('knows of each row whether the table has it, and writes only what is other than there', () => {
  const cache = new RowCache(accounts.table);
  const keys = ['ann', 'bob', 'cid'].map((account) => ({ account }));
  expect(cache.unknown(keys)).toEqual(keys);
  cache.learn(keys, [row('ann', 1), row('bob', 2)]);
  expect(cache.unknown(keys)).toEqual([]);
  expect(cache.rowsOf(keys)).toEqual([row('ann', 1), row('bob', 2)]);
  cache.take(folded([row('ann', 5), row('cid', 3)], [{ account: 'bob' }]));
  expect(cache.unwritten()).toEqual({
    ...{ added: [row('cid', 3)], changed: [row('ann', 5)], lines: [] },
    deleted: [{ account: 'bob' }],
  });
  cache.settle(1_000_000);
  expect(cache.unwritten()).toEqual({ added: [], changed: [], deleted: [], lines: [] });
  cache.take(folded([row('bob', 9), row('cid', 4)]));
  expect(cache.unwritten()).toMatchObject({ added: [row('bob', 9)], changed: [row('cid', 4)] });
});

test('a row that comes and goes before it is written leaves nothing', () => {
  const cache = new RowCache(accounts.table);
  cache.learn([{ account: 'ann' }], []);
  cache.take(folded([row('ann', 1)]));
  cache.take(folded([], [{ account: 'ann' }]));
  expect(cache.unwritten()).toEqual({ added: [], changed: [], deleted: [], lines: [] });
});

test('forgets all that was written when it holds too much', () => {
  const cache = new RowCache(accounts.table);
  cache.learn([{ account: 'ann' }], []);
  cache.take(folded([row('ann', 1)]));
  expect(cache.unwrittenBytes).toBeGreaterThan(200);
  cache.settle(10);
  expect([cache.bytes, cache.unwrittenBytes]).toEqual([0, 0]);
  expect(cache.unknown([{ account: 'ann' }])).toHaveLength(1);
});

test.each([1, 2, 3, 4])('with any table behind it, is the fold (seed %i)', (seed) => {
  const random = chance(seed);
  const log = asLog(ledgerFacts(400, random));
  const table = new Map<string, AccountRow>();
  const lines: EntryLine[] = [];
  const cache = new RowCache(accounts.table);
  for (let at = 0; at < log.length; at += 7) {
    const events = log.slice(at, at + 7);
    const keys = touchedKeys(accounts, events);
    const unknown = cache.unknown(keys) as { account: string }[];
    cache.learn(
      unknown,
      unknown.flatMap(({ account }) => table.get(account) ?? []),
    );
    cache.take(foldBatch(accounts, cache.rowsOf(keys) as AccountRow[], events));
    if (random(4) > 0) continue;
    write();
    cache.settle(random(2) * 3_000);
  }
  write();
  const expected = independentFold(accounts, log);
  expect(new Map(expected.rows.map((each) => [each.account, each]))).toEqual(table);
  expect(lines).toEqual(expected.lines);

  function write(): void {
    const { added, changed, deleted, lines: more } = cache.unwritten();
    for (const each of added as AccountRow[]) {
      expect(table.has(each.account)).toBe(false);
      table.set(each.account, each);
    }
    for (const each of changed as AccountRow[]) {
      expect(table.has(each.account)).toBe(true);
      table.set(each.account, each);
    }
    for (const { account } of deleted as { account: string }[]) expect(table.delete(account)).toBe(true);
    lines.push(...(more as EntryLine[]));
  }
});
