import { describe, expect, test } from '@jest/globals';
import { type Day } from '#libs/kernel';
import { COMPANY, employeeAccount } from './accounts.js';
import { Books, type MoneyFact } from './books.js';
import { chargeFee, creditReward } from './post-entry.js';
import { payoutFact } from './settle.js';

const [MON, TUE, WED] = ['2026-03-02', '2026-03-03', '2026-03-04'] as const;
const terms = (cycle: Day) => ({ entryId: `entry of ${cycle}`, cycle, asset: 'POP' });
const cause = (assigneeId: string, amount: number) => ({
  ...{ eventId: 'cause', taskId: 'task', projectId: null, assigneeId, amount },
});
const fee = (who: string, amount: number, cycle: Day) => chargeFee(cause(who, amount), terms(cycle));
const reward = (who: string, amount: number, cycle: Day) => creditReward(cause(who, amount), terms(cycle));
const pay = (employeeId: string, amount: number, cycle: Day) => payoutFact({ employeeId, amount }, terms(cycle));
const seal = (through: Day): MoneyFact => ({ event: 'BillingCycleSealed', body: { through, at: 1 } });
const closed = (cycle: Day, [accounts, fees, rewards, payouts]: [number, number, number, number]): MoneyFact => ({
  event: 'BillingCycleClosed',
  body: { cycle, startsAt: 1, endsAt: 2, accounts, fees, rewards, payouts, managementEarnings: fees - rewards },
});

/** What the last of the facts is told to be wrong for; the others must be right. */
function verdict(...facts: MoneyFact[]): string | undefined {
  const books = new Books();
  const told = facts.map((fact) => books.take(fact));
  expect(told.slice(0, -1)).toEqual(told.slice(0, -1).map(() => undefined));
  expect(books.unbalanced()).toBeUndefined();
  return told.at(-1);
}

const monday = [fee('ada', 10, MON), fee('bob', 15, MON), reward('ada', 40, MON)];
const mondayClosed = [...monday, seal(MON), pay('ada', 30, MON), closed(MON, [2, 25, 40, 30])];

test('two days, one after the other, with a debt carried over', () => {
  const tuesday = [reward('bob', 40, TUE), seal(TUE), pay('bob', 25, TUE), closed(TUE, [1, 0, 40, 25])];
  expect(verdict(...mondayClosed, ...tuesday, closed(WED, [0, 0, 0, 0]))).toBeUndefined();
});

test('entries of the next day may lie before the payouts of a day that is closed late', () => {
  const facts = [...monday, reward('ada', 20, TUE), seal(MON), pay('ada', 30, MON), closed(MON, [2, 25, 40, 30])];
  expect(verdict(...facts, seal(TUE), pay('ada', 20, TUE), closed(TUE, [1, 0, 20, 20]))).toBeUndefined();
});

test('the balances are those of the entries', () => {
  const books = new Books();
  for (const fact of mondayClosed) books.take(fact);
  expect(Object.fromEntries(books.balances)).toEqual({
    [employeeAccount('ada')]: 0,
    [employeeAccount('bob')]: -15,
    [COMPANY]: -15,
    'paid-out': 30,
  });
});

describe('wrong is', () => {
  test.each<[string, MoneyFact[], RegExp]>([
    ['a payout that is not the balance', [...monday, pay('ada', 31, MON)], /payout of 31 .* balance of 30/],
    ['a payout of a debt', [...monday, pay('bob', 15, MON)], /balance of -15/],
    ['a second payout', [...monday, pay('ada', 30, MON), pay('ada', 30, MON)], /balance of 0/],
    ['a payout out of order', [...monday, reward('ada', 1, TUE), pay('ada', 1, TUE)], /2026-03-02 was the next/],
    ['a closing that leaves a balance', [...monday, closed(MON, [2, 25, 40, 0])], /30 left unpaid to ada/],
    ['wrong fees in a closing', [...monday, pay('ada', 30, MON), closed(MON, [2, 24, 40, 30])], /fees 24; .* 25/],
    ['a wrong count of accounts', [...monday, pay('ada', 30, MON), closed(MON, [3, 25, 40, 30])], /accounts 3/],
    ['a day left out', [...mondayClosed, closed(WED, [0, 0, 0, 0])], /2026-03-03 was the next/],
    ['a day closed twice', [...mondayClosed, closed(MON, [0, 0, 0, 0])], /2026-03-03 was the next/],
    ['an entry in a closed cycle', [...mondayClosed, fee('ada', 1, MON)], /was closed before it/],
    ['an entry in a sealed cycle', [...monday, seal(MON), fee('ada', 1, MON)], /was sealed before it/],
    ['an amount that is none', [fee('ada', 0, MON)], /whole number/],
  ])('%s', (_, facts, sentence) => {
    expect(verdict(...facts)).toMatch(sentence);
  });
});
