import { expect, test } from '@jest/globals';
import { uuidv5 } from '#libs/kernel';
import { projectionSpec } from '#libs/testing';
import { ada, bob, cause, charged, credited, paid, taskId } from '../fixtures/entry-events.js';
import { accounts } from './accounts.projection.js';

const DAY = '2026-03-01';
const view = () =>
  projectionSpec(accounts).given(
    charged('1', ada, 15, DAY, 1),
    charged('2', bob, 12, DAY, 2),
    credited('3', ada, 40, DAY, 3),
    paid('4', ada, 25, DAY, 4),
  );

test('every account has its balance', () =>
  view().then([
    { account: `employee:${ada}`, asset: 'POP', balance: 0, position: 4 },
    { account: `employee:${bob}`, asset: 'POP', balance: -12, position: 2 },
    { account: 'company', asset: 'POP', balance: -13, position: 3 },
    { account: 'paid-out', asset: 'POP', balance: 25, position: 4 },
  ]));

test('the sum over all accounts is zero', () =>
  expect(view().rows.reduce((sum, { balance }) => sum + balance, 0)).toBe(0));

test("every entry is a line of the employee's account with the balance after it", () => {
  const common = { cycle: DAY, projectId: null };
  const ofAda = { ...common, account: `employee:${ada}`, employeeId: ada };
  const ofBob = { ...common, account: `employee:${bob}`, employeeId: bob };
  const ofTask = { taskId, causeEventId: cause };
  view().thenLines([
    {
      ...ofAda,
      ...ofTask,
      entryId: uuidv5('1'),
      at: 1_000,
      reason: 'assignment',
      amount: -15,
      balance: -15,
      position: 1,
    },
    {
      ...ofBob,
      ...ofTask,
      entryId: uuidv5('2'),
      at: 2_000,
      reason: 'assignment',
      amount: -12,
      balance: -12,
      position: 2,
    },
    {
      ...ofAda,
      ...ofTask,
      entryId: uuidv5('3'),
      at: 3_000,
      reason: 'completion',
      amount: 40,
      balance: 25,
      position: 3,
    },
    {
      ...{ ...ofAda, taskId: null, causeEventId: null, entryId: uuidv5('4'), at: 4_000 },
      ...{ reason: 'payout', amount: -25, balance: 0, position: 4 },
    },
  ]);
});
