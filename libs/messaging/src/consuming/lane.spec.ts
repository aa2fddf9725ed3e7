import { describe, expect, it } from '@jest/globals';
import { UndecodableError, UnknownEventVersionError } from '#libs/contracts';
import { type RecordedEvent, unavailable } from '#libs/kernel';
import { recorded } from '#libs/testing';
import { type UnreadableEvent } from '../dead-letters/dead-letter.js';
import { Lane } from './lane.js';
import { type Advance, type Checkpoint, type Subscriber } from './subscriber.js';
import { TenantBatch, type LogRecord } from './tenant-batch.js';

const HOW = { attempts: 3, backOff: { first: 1, longest: 2 } };

/** Keeps a checkpoint as a database would, and what it was given. */
class Ledger implements Subscriber {
  readonly name = 'ledger';
  readonly source = 'tasks';
  readonly handles = new Set(['Kept']);
  readonly seen: number[] = [];
  readonly steps: Advance[] = [];
  readonly parked: string[] = [];
  stored: Checkpoint = { epoch: 1, position: 0 };
  failures: Error[] = [];
  maxBatch = 100;

  checkpoint(): Promise<Checkpoint> {
    return Promise.resolve(this.stored);
  }

  handle(_tenant: string, events: readonly RecordedEvent[], advance: Advance): Promise<void> {
    const failure = this.failures.shift();
    if (failure) return Promise.reject(failure);
    if (advance.epoch !== this.stored.epoch || advance.from !== this.stored.position)
      return Promise.reject(new Error('somebody else moved the checkpoint'));
    this.stored = { epoch: advance.toEpoch ?? advance.epoch, position: advance.to };
    this.steps.push(advance);
    this.seen.push(...events.map(({ meta }) => meta.position));
    return Promise.resolve();
  }

  park(_tenant: string, { meta, body, reason }: UnreadableEvent, { to }: Advance): Promise<void> {
    this.parked.push(`${meta.position} as ${body.toString()}: ${reason}`);
    this.stored = { ...this.stored, position: to };
    return Promise.resolve();
  }
}

const record = (position: number, body: () => object = () => ({}), event = 'Kept'): LogRecord => ({
  meta: recorded(event, {}, { position }).meta,
  event,
  bodyBytes: Buffer.from(String(position)),
  body,
});
const broken = (position: number): LogRecord =>
  record(position, () => {
    throw new UndecodableError('bad-body', 'It is garbage.');
  });
const batch = (...records: LogRecord[]): TenantBatch => new TenantBatch(records, (events) => Promise.resolve(events));
const kept = (...positions: number[]): TenantBatch => batch(...positions.map((position) => record(position)));

function lane(): { ledger: Ledger; lane: Lane; moves: number[] } {
  const ledger = new Ledger();
  const moves: number[] = [];
  return {
    ledger,
    moves,
    lane: new Lane(ledger, 'popug', { moved: (_lane, { position }) => void moves.push(position) }),
  };
}

describe('Lane', () => {
  it('hands on what follows, once, and says where it is', async () => {
    const { lane: it, ledger, moves } = lane();
    expect(await it.take(kept(1, 2, 3), HOW)).toBeUndefined();
    expect(await it.take(kept(2, 3, 4), HOW)).toBeUndefined();
    expect(ledger.seen).toEqual([1, 2, 3, 4]);
    expect(moves).toEqual([0, 3, 4]);
  });

  it('passes over events that are not wanted, and moves the checkpoint', async () => {
    const { lane: it, ledger } = lane();
    await it.take(batch(record(1), record(2, undefined, 'Other'), record(3, undefined, 'Other')), HOW);
    expect(ledger.seen).toEqual([1]);
    expect(ledger.stored.position).toBe(3);
  });

  it('never decodes what is not wanted', async () => {
    const { lane: it, ledger } = lane();
    const unknown = record(
      1,
      () => {
        throw new UnknownEventVersionError('tasks', 'Other', 9);
      },
      'Other',
    );
    expect(await it.take(batch(unknown), HOW)).toBeUndefined();
    expect(ledger.stored.position).toBe(1);
  });

  it('stops at a gap and keeps what came before it', async () => {
    const { lane: it, ledger } = lane();
    expect(await it.take(kept(1, 3), HOW)).toMatchObject({ kind: 'gap' });
    expect(ledger.seen).toEqual([1]);
  });

  it('finds the missing record further down if told to look', async () => {
    const { lane: it, ledger } = lane();
    expect(await it.take(kept(1, 3, 4, 2, 3, 4), { ...HOW, passGaps: true })).toBeUndefined();
    expect(ledger.seen).toEqual([1, 2, 3, 4]);
  });

  it('treats a record that cannot be decoded as missing', async () => {
    const { lane: it, ledger } = lane();
    expect(await it.take(batch(record(1), broken(2), record(3)), HOW)).toMatchObject({ kind: 'gap' });
    expect(ledger.seen).toEqual([1]);
    expect(await it.take(batch(broken(2)), HOW)).toMatchObject({ kind: 'gap', reason: /1\.2 cannot be decoded/ });
    const copies = batch(broken(2), record(3), record(2), record(3));
    expect(await it.take(copies, { ...HOW, passGaps: true })).toBeUndefined();
    expect(ledger.seen).toEqual([1, 2, 3]);
    expect([...copies.undecodable.keys()]).toEqual([0]);
  });

  it('sets aside a record that cannot be decoded, where there will be no better copy', async () => {
    const { lane: it, ledger, moves } = lane();
    const records = [record(1), broken(2), record(3)];
    expect(await it.take(batch(...records), { ...HOW, parks: () => false })).toMatchObject({ kind: 'gap' });
    expect(await it.take(batch(...records), { ...HOW, parks: (index) => index === 1 })).toBeUndefined();
    expect(ledger.parked).toEqual(['2 as 2: It cannot be decoded: It is garbage.']);
    expect(ledger.seen).toEqual([1, 3]);
    expect(moves.at(-1)).toBe(3);
  });

  it('treats an event of which a seal is broken as one that cannot be decoded', async () => {
    const { lane: it, ledger } = lane();
    const unseal = (events: readonly RecordedEvent[]) =>
      Promise.resolve(events.map((event) => (event.meta.position === 2 ? new Error('The seal is broken.') : event)));
    const sealed = new TenantBatch([record(1), record(2), record(3)], unseal);
    expect(await it.take(sealed, HOW)).toMatchObject({
      kind: 'gap',
      reason: /1\.2 cannot be decoded: The seal is broken/,
    });
    expect(await it.take(sealed, { ...HOW, parks: () => true })).toBeUndefined();
    expect(ledger.parked).toEqual(['2 as 2: It cannot be decoded: The seal is broken.']);
    expect(ledger.seen).toEqual([1, 3]);
  });

  it('sets aside what cannot be decoded only when it is its turn', async () => {
    const { lane: it, ledger } = lane();
    const early = batch(record(1), record(3), broken(4));
    expect(await it.take(early, { ...HOW, parks: () => true })).toMatchObject({ kind: 'gap' });
    expect(ledger.parked).toEqual([]);
  });

  it('stops before a version it does not know', async () => {
    const { lane: it, ledger } = lane();
    const newer = record(2, () => {
      throw new UnknownEventVersionError('tasks', 'Kept', 9);
    });
    expect(await it.take(batch(record(1), newer, record(3)), HOW)).toMatchObject({ kind: 'newer' });
    expect(ledger.seen).toEqual([1]);
    expect(ledger.stored.position).toBe(1);
  });

  it('tries again after a failure, a bounded number of times', async () => {
    const { lane: it, ledger } = lane();
    ledger.failures = [new Error('one'), new Error('two')];
    expect(await it.take(kept(1), HOW)).toBeUndefined();
    ledger.failures = [new Error('one'), new Error('two'), new Error('three')];
    expect(await it.take(kept(2), HOW)).toMatchObject({ kind: 'failed', reason: 'three' });
    expect(ledger.seen).toEqual([1]);
  });

  it('does not wait for a database that is away', async () => {
    const { lane: it, ledger } = lane();
    ledger.failures = [unavailable('database-unavailable', 'It is away.')];
    expect(await it.take(kept(1), HOW)).toMatchObject({ kind: 'away' });
    expect(await it.take(kept(1), HOW)).toBeUndefined();
    expect(ledger.seen).toEqual([1]);
  });

  it('reads the checkpoint anew when somebody else has moved it', async () => {
    const { lane: it, ledger } = lane();
    await it.take(kept(1), HOW);
    ledger.stored = { epoch: 1, position: 3 };
    expect(await it.take(kept(2, 3, 4), HOW)).toBeUndefined();
    expect(ledger.seen).toEqual([1, 4]);
  });

  it('takes offers one after the other', async () => {
    const { lane: it, ledger } = lane();
    await Promise.all([it.take(kept(1, 2), HOW), it.take(kept(1, 2, 3), HOW), it.take(kept(2, 3, 4), HOW)]);
    expect(ledger.seen).toEqual([1, 2, 3, 4]);
    expect(ledger.steps.map(({ to }) => to)).toEqual([2, 3, 4]);
  });

  it('brings no more than the subscriber wants at a time', async () => {
    const { lane: it, ledger } = lane();
    ledger.maxBatch = 2;
    await it.take(kept(1, 2, 3, 4, 5), HOW);
    expect(ledger.steps.map(({ from, to }) => [from, to])).toEqual([
      [0, 2],
      [2, 4],
      [4, 5],
    ]);
  });
});

describe('a lane of a log that was put back', () => {
  const epochs = [
    { epoch: 1, fromPosition: 1 },
    { epoch: 2, fromPosition: 3 },
  ];
  const of = (epoch: number, ...positions: number[]): LogRecord[] =>
    positions.map((position) => ({ ...record(position), meta: recorded('Kept', {}, { position, epoch }).meta }));
  const withEpochs = (...records: LogRecord[]): TenantBatch =>
    new TenantBatch(
      records,
      (events) => Promise.resolve(events),
      () => Promise.resolve(epochs),
    );

  /** Forgets what is void. */
  class Rewindable extends Ledger {
    readonly rewinds: [Checkpoint, Checkpoint][] = [];
    rewind(_tenant: string, at: Checkpoint, to: Checkpoint): Promise<void> {
      this.rewinds.push([at, to]);
      this.stored = to;
      return Promise.resolve();
    }
  }

  it('passes over what is void', async () => {
    const { lane: it, ledger } = lane();
    expect(await it.take(withEpochs(...of(1, 1, 2, 3, 4), ...of(2, 3, 4)), HOW)).toBeUndefined();
    expect(ledger.steps).toEqual([
      { epoch: 1, from: 0, to: 2 },
      { epoch: 1, from: 2, to: 4, toEpoch: 2 },
    ]);
  });

  it('has its subscriber go back if it has taken what is void, and says so', async () => {
    const ledger = new Rewindable();
    const rewound: string[] = [];
    const it = new Lane(ledger, 'popug', { moved: () => undefined, rewound: (own) => void rewound.push(own.tenant) });
    await it.take(kept(1, 2, 3, 4), HOW);
    expect(await it.take(withEpochs(...of(2, 3)), HOW)).toBeUndefined();
    expect(ledger.rewinds).toEqual([
      [
        { epoch: 1, position: 4 },
        { epoch: 1, position: 2 },
      ],
    ]);
    expect(rewound).toEqual(['popug']);
    expect(ledger.stored).toEqual({ epoch: 2, position: 3 });
  });

  it('looks first whether the database went back, together with the subscriber', async () => {
    const ledger = new Rewindable();
    const it = new Lane(ledger, 'popug', { moved: () => undefined });
    await it.take(kept(1, 2, 3, 4), HOW);
    ledger.stored = { epoch: 1, position: 2 };
    expect(await it.take(withEpochs(...of(2, 3)), HOW)).toBeUndefined();
    expect(ledger.rewinds).toEqual([]);
  });

  it('stops where the subscriber cannot go back', async () => {
    const { lane: it, ledger } = lane();
    await it.take(kept(1, 2, 3, 4), HOW);
    expect(await it.take(withEpochs(...of(2, 3)), HOW)).toMatchObject({ kind: 'rewound' });
    expect(ledger.stored).toEqual({ epoch: 1, position: 4 });
  });

  it('finds a subscriber that went back elsewhere as soon as a repeat comes', async () => {
    const { lane: it, ledger } = lane();
    await it.take(kept(1, 2, 3), HOW);
    ledger.stored = { epoch: 1, position: 0 };
    expect(await it.take(kept(3), HOW)).toMatchObject({ kind: 'gap' });
  });

  it('waits as long as nobody knows what is void', async () => {
    const { lane: it, ledger } = lane();
    const unknown = new TenantBatch(
      of(1, 1),
      (events) => Promise.resolve(events),
      () => Promise.reject(unavailable('log-not-compared', 'It is not known yet.')),
    );
    expect(await it.take(unknown, HOW)).toMatchObject({ kind: 'away' });
    expect(ledger.seen).toEqual([]);
  });
});
