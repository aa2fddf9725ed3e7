import { test } from '@jest/globals';
import { projectionSpec, recorded } from '#libs/testing';
import { ada, bob, charged, credited, paid } from '../fixtures/entry-events.js';
import { cycles } from './cycles.projection.js';

const DAY = '2026-03-01';
const open = { accounts: null, startsAt: null, endsAt: null, closedAt: null };
const entries = () => [charged('1', ada, 15, DAY, 1), charged('2', bob, 12, DAY, 2), credited('3', ada, 40, DAY, 3)];
const closed = recorded(
  'BillingCycleClosed',
  {
    ...{ cycle: DAY, startsAt: 100, endsAt: 200, accounts: 2 },
    ...{ fees: 27, rewards: 40, payouts: 25, managementEarnings: -13 },
  },
  { position: 5, occurredAt: 5_000 },
);

test('an open cycle counts what moves in it', () =>
  projectionSpec(cycles)
    .given(...entries())
    .then([{ cycle: DAY, status: 'open', fees: 27, rewards: 40, payouts: 0, ...open }]));

test('a closed one says when it ran', () =>
  projectionSpec(cycles)
    .given(...entries(), paid('4', ada, 25, DAY, 4), closed)
    .then([
      {
        ...{ cycle: DAY, status: 'closed', fees: 27, rewards: 40, payouts: 25 },
        ...{ accounts: 2, startsAt: 100, endsAt: 200, closedAt: 5_000 },
      },
    ]));

test('a cycle in which nothing moved is closed too', () =>
  projectionSpec(cycles)
    .given(closed)
    .then([
      {
        ...{ cycle: DAY, status: 'closed', fees: 0, rewards: 0, payouts: 0 },
        ...{ accounts: 2, startsAt: 100, endsAt: 200, closedAt: 5_000 },
      },
    ]));
