import { expect, test } from '@jest/globals';
import { type RecordedEvent } from '#libs/kernel';
import { ada, charged, credited, paid } from '../projections/fixtures/entry-events.js';
import { streamStates } from './stream-states.js';

const account = `employee:${ada}`;
const inStream = (event: RecordedEvent): RecordedEvent => ({ ...event, meta: { ...event.meta, streamId: account } });
const events = [
  credited('1', ada, 31, '2026-03-01', 1),
  charged('2', ada, 14, '2026-03-01', 2),
  paid('3', ada, 17, '2026-03-01', 3),
  charged('4', ada, 12, '2026-03-02', 4),
].map(inStream);

test.each([
  [1, 31, { fees: 0, rewards: 31, payouts: 0 }],
  [2, 17, { fees: 14, rewards: 31, payouts: 0 }],
  [3, 0, { fees: 14, rewards: 31, payouts: 17 }],
  [4, -12, { fees: 26, rewards: 31, payouts: 17 }],
])('after %d entries an account has %d', (count, balance, made) =>
  expect(streamStates['employee']?.(events.slice(0, count))).toEqual({
    account,
    asset: 'POP',
    balance,
    ...made,
    other: 0,
  }),
);
