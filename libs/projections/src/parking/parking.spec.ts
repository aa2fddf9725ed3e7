import { describe, expect, test } from '@jest/globals';
import { type Fact, type RecordedEvent } from '#libs/kernel';
import { asLog } from '#libs/testing';
import { chance } from '../fixtures/chance.js';
import { defineProjection } from '../define.js';
import { foldBatch, touchedKeys } from '../fold.js';
import { Parking } from './parking.js';

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

const BROKEN = 13;

/** An account that is asked to move the broken amount cannot be reckoned; neither can a movement to nobody. */
const accounts = (broken = BROKEN) =>
  defineProjection<Account, Moved, { key: 'account'; line: Entry }>({
    service: 'bank',
    name: 'accounts',
    version: 1,
    events: { bank: ['Moved'] },
    table: { columns: { account: 'text', balance: 'long' }, primaryKey: ['account'] },
    keys({ body }) {
      if (body.to === '') throw new Error(`nobody gets ${body.amount} from "${body.from}"`);
      return [{ account: body.from }, { account: body.to }];
    },
    evolve(row, { body }, { account }) {
      if (body.amount === broken && body.to === account) throw new RangeError(`${account} has no luck`);
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

const view = accounts();
const moved = (from: string, to: string, amount = 1): Moved => ({ event: 'Moved', body: { from, to, amount } });
const sourceOf = () => 'bank';
const short = (parking: Parking) =>
  parking.take().map(({ key, state, event }) => `${state} ${event.meta.position} ${key}`);
const balances = (rows: readonly Account[]) =>
  Object.fromEntries(rows.map(({ account, balance }) => [account, balance]));

function fold(log: readonly RecordedEvent<Moved>[], parking: Parking, rows: readonly Account[] = []) {
  return foldBatch(view, rows, log, parking);
}

describe('a fold that sets aside what it cannot do', () => {
  test('parks the row, and folds the event into the other rows that it touches', () => {
    const parking = new Parking(sourceOf);
    const folded = fold(asLog([moved('ann', 'bob'), moved('cid', 'bob', BROKEN), moved('ann', 'cid')]), parking);
    expect(balances(folded.upserts)).toEqual({ ann: -2, bob: 1, cid: -12 });
    expect(short(parking)).toEqual(['poison 2 row:bob']);
  });

  test('lets later events of the row wait behind it, in order, and gives no lines for them', () => {
    const parking = new Parking(sourceOf);
    const log = asLog([moved('ann', 'bob', BROKEN), moved('bob', 'cid'), moved('cid', 'dan'), moved('dan', 'bob')]);
    const folded = fold(log, parking);
    expect(balances(folded.upserts)).toEqual({ ann: -13, cid: 0, dan: 0 });
    expect(folded.lines.map(({ position, account }) => `${position} ${account}`)).toEqual([
      '1 ann',
      '2 cid',
      '3 cid',
      '3 dan',
      '4 dan',
    ]);
    expect(short(parking)).toEqual(['poison 1 row:bob', 'queued 2 row:bob', 'queued 4 row:bob']);
  });

  test('parks the stream where it cannot tell which rows an event touches', () => {
    const parking = new Parking(sourceOf);
    const [poison, next, other] = asLog([moved('ann', ''), moved('ann', 'bob'), moved('ann', 'cid')]);
    const inStream = (event: RecordedEvent<Moved> | undefined, streamId: string) =>
      ({ ...event, meta: { ...event?.meta, streamId } }) as RecordedEvent<Moved>;
    const log = [inStream(poison, 's'), inStream(next, 's'), inStream(other, 't')];
    expect(touchedKeys(view, log, parking)).toHaveLength(3);
    expect(balances(fold(log, parking).upserts)).toEqual({ ann: -1, cid: 1 });
    expect(short(parking)).toEqual(['poison 1 stream:s', 'queued 2 stream:s']);
  });

  test('remembers from batch to batch, and says each time only what is new', () => {
    const parking = new Parking(sourceOf);
    const log = asLog([moved('ann', 'bob', BROKEN), moved('cid', 'bob')]);
    fold(log.slice(0, 1), parking);
    expect(short(parking)).toEqual(['poison 1 row:bob']);
    fold(log.slice(1), parking);
    expect(short(parking)).toEqual(['queued 2 row:bob']);
  });

  test('folds what came before a key was parked, wherever it begins', () => {
    const log = asLog([moved('ann', 'bob', 5), moved('ann', 'bob', 7), moved('ann', 'bob', 9)]);
    const parking = new Parking(sourceOf, [{ source: 'bank', key: 'row:bob', position: 3 }]);
    expect(balances(fold(log, parking).upserts)).toEqual({ ann: -21, bob: 12 });
    expect(short(parking)).toEqual(['queued 3 row:bob']);
  });

  test('lets nobody wait for a key of another log', () => {
    const parking = new Parking(sourceOf, [{ source: 'auth', key: 'row:bob', position: 1 }]);
    fold(asLog([moved('ann', 'bob')]), parking);
    expect(short(parking)).toEqual([]);
  });

  test('does without what was discarded, for that key alone', () => {
    const log = asLog([moved('ann', 'bob', BROKEN), moved('ann', 'bob')]);
    const discarded = [{ key: 'row:bob', eventId: log[0]?.meta.eventId ?? '' }];
    const parking = new Parking(sourceOf, [], discarded);
    expect(balances(fold(log, parking).upserts)).toEqual({ ann: -14, bob: 1 });
    expect(short(parking)).toEqual([]);
  });

  test('on trial, finds nothing for good until it is adopted', () => {
    const parking = new Parking(sourceOf);
    const log = asLog([moved('ann', 'bob', BROKEN), moved('ann', 'bob')]);
    fold(log, parking.fork());
    expect(short(parking)).toEqual([]);
    const trial = parking.fork();
    fold(log.slice(0, 1), trial);
    parking.adopt(trial);
    fold(log.slice(1), parking);
    expect(short(parking)).toEqual(['poison 1 row:bob', 'queued 2 row:bob']);
  });

  test('says why, but nothing that the event or the row says', () => {
    const parking = new Parking(sourceOf);
    fold(asLog([moved('ann', 'Ada Lovelace', BROKEN), moved('Ada Lovelace', '')]), parking);
    expect(parking.take().map(({ reason }) => reason)).toEqual(['RangeError: … has no luck', 'nobody gets 1 from "…"']);
  });
});

/** What waits is folded for its key alone, once the fold is mended. */
test.each([1, 2, 3, 4, 5])(
  'what waits, folded after the mend, gives the table as if nothing had happened (seed %i)',
  (seed) => {
    const random = chance(seed);
    const names = ['ann', 'bob', 'cid', 'dan', 'eve'];
    const someone = () => names[random(names.length)] as string;
    const log = asLog(Array.from({ length: 200 }, () => moved(someone(), someone(), random(20))));
    const parking = new Parking(sourceOf);
    const rows = new Map<string, Account>();
    const lines: Entry[] = [];
    const keep = (folded: ReturnType<typeof fold>) => {
      for (const row of folded.upserts) rows.set(row.account, row);
      lines.push(...folded.lines);
    };
    for (let at = 0; at < log.length; at += 17) keep(fold(log.slice(at, at + 17), parking, [...rows.values()]));
    const waiting = parking.take();
    expect(waiting.some(({ state }) => state === 'queued')).toBe(true);
    const mended = accounts(-1);
    for (const key of new Set(waiting.map((each) => each.key))) {
      const own = { ...mended, keys: () => [{ account: key.slice('row:'.length) }] };
      const events = waiting.filter((each) => each.key === key).map(({ event }) => event as RecordedEvent<Moved>);
      keep(foldBatch(own, [...rows.values()], events));
    }
    const whole = foldBatch(mended, [], log);
    expect(balances([...rows.values()])).toEqual(balances(whole.upserts));
    const sorted = (all: readonly Entry[]) => all.map((line) => JSON.stringify(line)).sort();
    expect(sorted(lines)).toEqual(sorted(whole.lines));
  },
);
