import { expect, it } from '@jest/globals';
import { type Meta } from '#libs/kernel';
import { recorded } from '#libs/testing';
import { FirstDifference } from './first-difference.js';

const EPOCHS = [
  { epoch: 1, fromPosition: 1 },
  { epoch: 2, fromPosition: 5 },
];
const meta = (epoch: number, position: number, event = 'TaskCreated'): Meta =>
  recorded(event, {}, { epoch, position, eventId: `${event} ${epoch}.${position}` }).meta;
const same = ({ eventId }: Meta) => ({ eventId });

/** What the comparison finds, of records that the log has or has not. */
function compared(has: readonly Meta[], lacks: readonly Meta[]) {
  const along = new FirstDifference(EPOCHS);
  for (const each of has) if (along.concerns(each)) along.take(each, same(each));
  for (const each of lacks) if (along.concerns(each)) along.take(each, undefined);
  return { seen: along.seen, found: along.found };
}

it('finds nothing where all records are in the log', () => {
  expect(compared([meta(1, 1), meta(1, 2), meta(2, 5)], [])).toEqual({ seen: 2, found: undefined });
});

it('finds the first position, and counts what is lost by event, repeats once', () => {
  const lost = [meta(2, 9), meta(2, 7, 'MessageSent'), meta(2, 8), meta(2, 9)];
  expect(compared([meta(2, 5)], lost).found).toEqual({ fromPosition: 7, lost: { TaskCreated: 2, MessageSent: 1 } });
});

it('passes over what is void by right', () => {
  expect(compared([], [meta(1, 5), meta(1, 700)]).found).toBeUndefined();
});

it('takes an epoch that the log never opened for lost, and no number of it can be used again', () => {
  expect(compared([], [meta(3, 6)])).toEqual({ seen: 3, found: { fromPosition: 6, lost: { TaskCreated: 1 } } });
});

it('sees another event at the same place', () => {
  const along = new FirstDifference(EPOCHS);
  along.take(meta(2, 5), { eventId: 'another' });
  expect(along.found?.fromPosition).toBe(5);
});
