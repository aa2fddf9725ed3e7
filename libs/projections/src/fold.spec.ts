import { describe, expect, test } from '@jest/globals';
import { type Fact, type RecordedEvent } from '#libs/kernel';
import { asLog } from '#libs/testing';
import { defineProjection } from './define.js';
import { FoldError } from './errors.js';
import { foldBatch, touchedKeys } from './fold.js';

interface Account {
  account: string;
  balance: number;
}

interface Entry {
  position: number;
  account: string;
  balance: number;
}

type Moved = Fact<'Moved', { from: string; to: string; amount: number }>;
type Closed = Fact<'Closed', { account: string }>;

const accounts = defineProjection<Account, Moved | Closed, { key: 'account'; line: Entry }>({
  service: 'bank',
  name: 'accounts',
  version: 1,
  events: { bank: ['Moved', 'Closed'] },
  table: { columns: { account: 'text', balance: 'long' }, primaryKey: ['account'] },
  keys: ({ event, body }) =>
    event === 'Moved' ? [{ account: body.from }, { account: body.to }] : [{ account: body.account }],
  evolve(row, { event, body }, { account }) {
    if (event === 'Closed') return null;
    if (body.amount === 0) return row ?? null;
    if (body.amount < 0) throw new Error('an amount is positive');
    const effect = (body.to === account ? body.amount : 0) - (body.from === account ? body.amount : 0);
    return { account, balance: (row?.balance ?? 0) + effect };
  },
  lines: {
    name: 'entries',
    table: { columns: { position: 'long', account: 'text', balance: 'long' }, primaryKey: ['position', 'account'] },
    emit: (_, after, { meta }, { account }) =>
      after === null ? [] : [{ position: meta.position, account, balance: after.balance }],
  },
});

const moved = (from: string, to: string, amount: number): Moved => ({ event: 'Moved', body: { from, to, amount } });
const closed = (account: string): Closed => ({ event: 'Closed', body: { account } });
const fold = (rows: Account[], ...facts: (Moved | Closed)[]) => foldBatch(accounts, rows, asLog(facts));

describe('foldBatch', () => {
  test('makes and changes rows, and tells each once with what it came to', () => {
    const { upserts, deletes } = fold(
      [{ account: 'ann', balance: 10 }],
      moved('ann', 'bob', 3),
      moved('bob', 'cid', 1),
    );
    expect(upserts).toEqual([
      { account: 'ann', balance: 7 },
      { account: 'bob', balance: 2 },
      { account: 'cid', balance: 1 },
    ]);
    expect(deletes).toEqual([]);
  });

  test('deletes only rows that were there before', () => {
    const rows = [{ account: 'ann', balance: 10 }];
    expect(fold(rows, closed('ann')).deletes).toEqual([{ account: 'ann' }]);
    expect(fold([], moved('ann', 'bob', 1), closed('ann'))).toMatchObject({
      upserts: [{ account: 'bob', balance: 1 }],
      deletes: [],
    });
    expect(fold([], closed('ann'))).toEqual({ upserts: [], deletes: [], lines: [] });
  });

  test('a row deleted and made again in one batch is a changed row', () => {
    const { upserts, deletes } = fold([{ account: 'ann', balance: 10 }], closed('ann'), moved('bob', 'ann', 1));
    expect(upserts).toContainEqual({ account: 'ann', balance: 1 });
    expect(deletes).toEqual([]);
  });

  test('does not write a row that was left as it was', () => {
    expect(fold([{ account: 'ann', balance: 10 }], moved('ann', 'bob', 0)).upserts).toEqual([]);
  });

  test('applies an event once to a row that it names twice', () => {
    expect(fold([], moved('ann', 'ann', 5))).toMatchObject({
      upserts: [{ account: 'ann', balance: 0 }],
      lines: [{ position: 1, account: 'ann', balance: 0 }],
    });
  });

  test('emits lines in order, each from the row as it stood then', () => {
    expect(fold([], moved('ann', 'bob', 3), moved('bob', 'ann', 1)).lines).toEqual([
      { position: 1, account: 'ann', balance: -3 },
      { position: 1, account: 'bob', balance: 3 },
      { position: 2, account: 'bob', balance: 2 },
      { position: 2, account: 'ann', balance: -2 },
    ]);
  });

  test('passes over events that it has not declared', () => {
    const stranger = asLog([{ event: 'Sung', body: {} }]) as unknown as RecordedEvent<Moved>[];
    expect(foldBatch(accounts, [], stranger)).toEqual({ upserts: [], deletes: [], lines: [] });
    expect(touchedKeys(accounts, stranger)).toEqual([]);
  });

  test('an error names the view, the event and its place', () => {
    const events = asLog([moved('ann', 'bob', 1), moved('ann', 'bob', -1)], { after: 40 });
    const failure = expect(() => foldBatch(accounts, [], events));
    failure.toThrow(FoldError);
    failure.toThrow(
      `bank.accounts_v1 cannot fold Moved ${events[1]?.meta.eventId} (tenant popug, position 1.42): an amount is positive`,
    );
  });

  test('refuses a row under another key than the one that was asked for', () => {
    const wrong = { ...accounts, evolve: () => ({ account: 'eve', balance: 0 }) };
    expect(() => foldBatch(wrong, [], asLog([closed('ann')]))).toThrow('the row it gives for key ann has the key eve');
  });
});

test('touchedKeys names each key once', () => {
  expect(touchedKeys(accounts, asLog([moved('ann', 'bob', 1), moved('bob', 'cid', 1)]))).toEqual([
    { account: 'ann' },
    { account: 'bob' },
    { account: 'cid' },
  ]);
});
