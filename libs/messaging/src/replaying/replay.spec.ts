import { expect, test } from '@jest/globals';
import { UndecodableError } from '#libs/contracts';
import { asLog } from '#libs/testing';
import { Lane } from '../consuming/lane.js';
import { type Advance, type Subscriber } from '../consuming/subscriber.js';
import { type LogRecord, TenantBatch } from '../consuming/tenant-batch.js';
import { Replay, type ReplaySource } from './replay.js';

const log = asLog(Array.from({ length: 9 }, (_, n) => ({ event: 'Moved', body: { n: n + 1 } })));
const record = (position: number, broken = false): LogRecord => {
  const event = log[position - 1];
  if (!event) throw new Error(`There is no ${position}.`);
  const body = (): object => {
    if (broken) throw new UndecodableError('bad-body', 'The body is broken.');
    return event.body;
  };
  return { event: event.event, meta: event.meta, body, bodyBytes: Buffer.of() };
};
const records = (...positions: number[]) => positions.map((position) => record(position));

/** Takes down what comes, and what is parked. */
function taker() {
  let position = 0;
  const took: number[] = [];
  const parked: number[] = [];
  const reach = ({ to }: Advance): Promise<void> => {
    position = to;
    return Promise.resolve();
  };
  const subscriber: Subscriber = {
    ...{ name: 'spec', source: 'bank', handles: new Set(['Moved']) },
    checkpoint: () => Promise.resolve({ epoch: 1, position }),
    handle: (_tenant, events, advance) => (took.push(...events.map(({ meta }) => meta.position)), reach(advance)),
    park: (_tenant, { meta }, advance) => (parked.push(meta.position), reach(advance)),
  };
  return { took, parked, lane: new Lane(subscriber, 'popug', { moved: () => undefined }) };
}

/** A source that gives these pages, and then is at its end. */
const source = (pages: (readonly LogRecord[])[], best = true): ReplaySource => ({
  best,
  open: () => Promise.resolve({ next: () => Promise.resolve(pages.shift() ?? []), close: () => Promise.resolve() }),
  batch: (page) =>
    new TenantBatch(
      page,
      (events) => Promise.resolve(events),
      () => Promise.resolve([]),
    ),
});

async function toEnd(replay: Replay, upto?: number): Promise<void> {
  while (await replay.step(upto));
}

test('brings a log page by page, and stops where it is told to', async () => {
  const { took, lane } = taker();
  const replay = new Replay(lane, [source([records(1, 2, 3), records(4, 5, 6), records(7)])], () => Promise.resolve());
  await toEnd(replay, 5);
  expect(took).toEqual([1, 2, 3, 4, 5]);
  await toEnd(replay);
  expect(took).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test('reads on in the next place where the first ends', async () => {
  const { took, lane } = taker();
  const topic = source([records(1, 2, 2, 1, 3)], false);
  await toEnd(new Replay(lane, [topic, source([records(4, 5)])], () => Promise.resolve()));
  expect(took).toEqual([1, 2, 3, 4, 5]);
});

test('passes a gap, finds what is missing further down, and asks for what is nowhere', async () => {
  const { took, lane } = taker();
  const pages = [records(1, 2, 4, 5), records(3, 4, 5), records(7, 8)];
  const asked: number[] = [];
  const replay = new Replay(lane, [source(pages, false)], (from) => (asked.push(from), Promise.resolve()));
  await toEnd(replay);
  expect([took, asked]).toEqual([[1, 2, 3, 4, 5], [6]]);
  pages.push(records(6, 7, 8));
  await toEnd(replay);
  expect([took, asked]).toEqual([[1, 2, 3, 4, 5, 6, 7, 8], [6]]);
});

test('what cannot be read in the topic is asked for again before it is parked; in the log it is as good as it gets', async () => {
  const { took, parked, lane } = taker();
  const pages = [[record(1), record(2, true), record(3)]];
  const asked: number[] = [];
  const replay = new Replay(lane, [source(pages, false)], (from) => (asked.push(from), Promise.resolve()));
  await toEnd(replay);
  expect([took, parked, asked]).toEqual([[1], [], [2]]);
  pages.push([record(2, true), record(3)]);
  await toEnd(replay);
  expect([took, parked, asked]).toEqual([[1, 3], [2], [2]]);
  const own = taker();
  await toEnd(new Replay(own.lane, [source([[record(1), record(2, true), record(3)]])], () => Promise.resolve()));
  expect([own.took, own.parked]).toEqual([[1, 3], [2]]);
});
