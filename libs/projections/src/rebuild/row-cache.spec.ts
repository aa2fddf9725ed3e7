import { expect, test } from '@jest/globals';
import { chance, ledgerFacts } from '../fixtures/chance.js';
import { independentFold } from '../fixtures/independent-fold.js';
import { accounts, type AccountRow, type EntryLine } from '../fixtures/ledger.js';
import { asLog } from '#libs/testing';
import { foldEvents, touchedKeys } from '../fold.js';
import { type Projection } from '../projection.js';
import { RowCache } from './row-cache.js';

const row = (account: string, balance: number): AccountRow => ({ account, balance, entries: 1 });

/** What a fold makes of rows. */
function change(cache: RowCache, upserts: readonly AccountRow[], deletes: readonly string[] = []): void {
  for (const each of upserts) cache.put(each.account, each, each);
  for (const account of deletes) cache.put(account, { account }, undefined);
}

test('knows of each row whether the table has it, and writes only what is other than there', () => {
  const cache = new RowCache(accounts);
  const keys = ['ann', 'bob', 'cid'].map((account) => ({ account }));
  expect(cache.unknown(keys)).toEqual(keys);
  cache.learn(keys, [row('ann', 1), row('bob', 2)]);
  expect(cache.unknown(keys)).toEqual([]);
  expect(keys.map(({ account }) => cache.rowAt(account))).toEqual([row('ann', 1), row('bob', 2), undefined]);
  change(cache, [row('ann', 5), row('cid', 3)], ['bob']);
  expect(cache.unwritten()).toEqual({
    ...{ added: [row('cid', 3)], changed: [row('ann', 5)], lines: [] },
    deleted: [{ account: 'bob' }],
  });
  cache.settle(1_000_000);
  expect(cache.unwritten()).toEqual({ added: [], changed: [], deleted: [], lines: [] });
  change(cache, [row('bob', 9), row('cid', 4)]);
  expect(cache.unwritten()).toMatchObject({ added: [row('bob', 9)], changed: [row('cid', 4)] });
});

test('a row that comes and goes before it is written leaves nothing', () => {
  const cache = new RowCache(accounts);
  cache.learn([{ account: 'ann' }], []);
  change(cache, [row('ann', 1)]);
  change(cache, [], ['ann']);
  expect(cache.unwritten()).toEqual({ added: [], changed: [], deleted: [], lines: [] });
});

test('forgets all that was written when it holds too much', () => {
  const cache = new RowCache(accounts);
  cache.learn([{ account: 'ann' }], []);
  change(cache, [row('ann', 1)]);
  expect(cache.unwrittenBytes).toBeGreaterThan(200);
  cache.settle(10);
  expect([cache.bytes, cache.unwrittenBytes]).toEqual([0, 0]);
  expect(cache.unknown([{ account: 'ann' }])).toHaveLength(1);
});

test('knows all of a table that was empty, until it has forgotten something', () => {
  const cache = new RowCache(accounts, true);
  change(cache, [row('ann', 1)]);
  cache.settle(1_000);
  expect([cache.isWhole, cache.rowAt('ann')]).toEqual([true, row('ann', 1)]);
  cache.settle(10);
  expect([cache.isWhole, new RowCache(accounts).isWhole]).toEqual([false, false]);
});

test('weighs what can be long by its length', () => {
  const weigh = (account: string): number => {
    const cache = new RowCache(accounts);
    change(cache, [row(account, 1)]);
    return cache.bytes;
  };
  expect(weigh('a'.repeat(1_000)) - weigh('a')).toBe(2 * 999);
});

test.each([1, 2, 3, 4])('with any table behind it, is the fold (seed %i)', (seed) => {
  const random = chance(seed);
  const log = asLog(ledgerFacts(400, random));
  const table = new Map<string, AccountRow>();
  const lines: EntryLine[] = [];
  const cache = new RowCache(accounts);
  for (let at = 0; at < log.length; at += 7) {
    const events = log.slice(at, at + 7);
    const keys = touchedKeys(accounts, events);
    const unknown = cache.unknown(keys) as { account: string }[];
    cache.learn(
      unknown,
      unknown.flatMap(({ account }) => table.get(account) ?? []),
    );
    cache.addLines(foldEvents(accounts as unknown as Projection, cache, events));
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
