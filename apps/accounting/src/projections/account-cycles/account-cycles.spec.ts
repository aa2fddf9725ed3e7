import { test } from '@jest/globals';
import { projectionSpec } from '#libs/testing';
import { ada, bob, charged, credited, paid } from '../fixtures/entry-events.js';
import { accountCycles } from './account-cycles.projection.js';

test('each person has a row for each cycle that touched them', () =>
  projectionSpec(accountCycles)
    .given(
      charged('1', ada, 15, '2026-03-01', 1),
      charged('2', bob, 12, '2026-03-01', 2),
      credited('3', ada, 40, '2026-03-01', 3),
      charged('4', ada, 11, '2026-03-02', 4),
      paid('5', ada, 25, '2026-03-01', 5),
    )
    .then([
      { cycle: '2026-03-01', employeeId: ada, fees: 15, rewards: 40, payouts: 25, other: 0 },
      { cycle: '2026-03-01', employeeId: bob, fees: 12, rewards: 0, payouts: 0, other: 0 },
      { cycle: '2026-03-02', employeeId: ada, fees: 11, rewards: 0, payouts: 0, other: 0 },
    ]));
