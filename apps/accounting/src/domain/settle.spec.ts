import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { closedFact, type Movement, netOf, payoutFact, settle, spanOf } from './settle.js';

const moved = (employeeId: string, fees: number, rewards: number, rest: Partial<Movement> = {}): Movement => ({
  ...{ employeeId, fees, rewards, payouts: 0, other: 0 },
  ...rest,
});
const utc = { timeZone: 'UTC', closingTime: '00:00' };

test('a positive balance is paid out whole, a negative one carried over', () => {
  const carried = new Map<string, number>();
  const settlement = settle('2026-03-01', carried, [moved('ada', 10, 40), moved('bob', 15, 0)]);
  expect(settlement.payouts).toEqual([{ employeeId: 'ada', amount: 30 }]);
  expect(settlement.totals).toEqual({ accounts: 2, fees: 25, rewards: 40, payouts: 30, managementEarnings: -15 });
  expect([...carried]).toEqual([['bob', -15]]);
});

test('what was carried over is set against what is earned', () => {
  const carried = new Map([['bob', -15]]);
  expect(settle('2026-03-02', carried, [moved('bob', 0, 40)]).payouts).toEqual([{ employeeId: 'bob', amount: 25 }]);
  expect(carried.size).toBe(0);
});

test('a balance of zero is neither paid nor carried', () => {
  const carried = new Map([['bob', -15]]);
  expect(settle('2026-03-02', carried, [moved('bob', 5, 20)]).payouts).toEqual([]);
  expect(carried.size).toBe(0);
});

test('a day on which nothing moved is settled too', () => {
  const { payouts, totals } = settle('2026-03-02', new Map([['bob', -15]]), []);
  expect({ payouts, totals }).toEqual({
    payouts: [],
    totals: { accounts: 0, fees: 0, rewards: 0, payouts: 0, managementEarnings: 0 },
  });
});

test('a close taken up again pays only what is left, and tells of all that was paid', () => {
  const half = [moved('ada', 10, 40, { payouts: 30 }), moved('bob', 10, 30)];
  const { payouts, totals } = settle('2026-03-01', new Map(), half);
  expect(payouts).toEqual([{ employeeId: 'bob', amount: 20 }]);
  expect(totals.payouts).toBe(50);
});

test('nothing is lost: what comes in is paid out or carried over', () => {
  const movement = fc.record({
    employeeId: fc.constantFrom('a', 'b', 'c', 'd'),
    ...{
      fees: fc.nat(1_000),
      rewards: fc.nat(1_000),
      payouts: fc.constant(0),
      other: fc.integer({ min: -50, max: 50 }),
    },
  });
  fc.assert(
    fc.property(fc.array(fc.array(movement), { maxLength: 8 }), (days) => {
      const carried = new Map<string, number>();
      let [paid, came] = [0, 0];
      for (const [number, movements] of days.entries()) {
        const { payouts } = settle(`2026-03-0${number + 1}`, carried, movements);
        paid += payouts.reduce((sum, { amount }) => sum + amount, 0);
        came += movements.reduce((sum, it) => sum + netOf(it), 0);
        expect([...carried.values()].every((balance) => balance < 0)).toBe(true);
      }
      expect(paid + [...carried.values()].reduce((sum, balance) => sum + balance, 0)).toBe(came);
    }),
  );
});

test('a payout goes from the person to the outside', () => {
  const fact = payoutFact({ employeeId: 'ada', amount: 30 }, { entryId: 'e', cycle: '2026-03-01', asset: 'POP' });
  expect(fact.body).toMatchObject({ from: 'employee:ada', to: 'paid-out', amount: 30, asset: 'POP' });
});

test('a cycle runs from the end of the one before to the next midnight', () => {
  const midnight = Date.parse('2026-03-02T00:00:00Z');
  expect(spanOf('2026-03-01', utc, null, midnight + 5)).toEqual({ startsAt: midnight - 86_400_000, endsAt: midnight });
  const early = midnight - 3_600_000;
  expect(spanOf('2026-03-01', utc, null, early).endsAt).toBe(early);
  expect(spanOf('2026-03-02', utc, early, midnight + 86_400_005)).toEqual({
    startsAt: early,
    endsAt: midnight + 86_400_000,
  });
});

test('a closing tells the totals and the span', () => {
  const settlement = settle('2026-03-01', new Map(), [moved('ada', 10, 40)]);
  expect(closedFact(settlement, { startsAt: 1, endsAt: 2 }).body).toEqual({
    ...{ cycle: '2026-03-01', startsAt: 1, endsAt: 2, accounts: 1 },
    ...{ fees: 10, rewards: 40, payouts: 30, managementEarnings: -30 },
  });
});
