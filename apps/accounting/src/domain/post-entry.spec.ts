import { expect, test } from '@jest/globals';
import { effectOn } from '#libs/kernel';
import { COMPANY, employeeAccount, employeeOf } from './accounts.js';
import { postingOf, reasonOf } from './ledger.js';
import { chargeFee, creditReward } from './post-entry.js';

const cause = { eventId: 'cause', taskId: 'task', projectId: null, assigneeId: 'ada', amount: 15 };
const terms = { entryId: 'entry', cycle: '2026-03-01', asset: 'POP' };

test('an assignment charges its assignee', () => {
  const fact = chargeFee(cause, terms);
  expect(fact).toMatchObject({ event: 'AssignmentFeeCharged', body: { ...terms, causeEventId: 'cause', amount: 15 } });
  expect(effectOn(employeeAccount('ada'), postingOf(fact))).toBe(-15);
  expect(effectOn(COMPANY, postingOf(fact))).toBe(15);
  expect(reasonOf(fact)).toBe('assignment');
});

test('a completion credits its assignee', () => {
  const fact = creditReward(cause, terms);
  expect(effectOn(employeeAccount('ada'), postingOf(fact))).toBe(15);
  expect(effectOn(COMPANY, postingOf(fact))).toBe(-15);
  expect(reasonOf(fact)).toBe('completion');
});

test.each([0, -1, 1.5, 9_000_000_000_000_001])('%d is no amount', (amount) => {
  expect(() => postingOf(chargeFee({ ...cause, amount }, terms))).toThrow(
    expect.objectContaining({ code: 'invalid-amount' }),
  );
});

test('an account names its person', () => {
  expect(employeeOf(employeeAccount('ada'))).toBe('ada');
  expect(employeeOf(COMPANY)).toBeNull();
});
