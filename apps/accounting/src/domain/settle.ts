import { addDays, type Day, type Fact, minutesOf, startOfDay } from '#libs/kernel';
import { employeeAccount, PAID_OUT } from './accounts.js';
import { type EntryFact } from './ledger.js';
import { type Calendar } from './seals.js';

export type CycleClosed = Fact<
  'BillingCycleClosed',
  {
    cycle: Day;
    startsAt: number;
    endsAt: number;
    /** Employee accounts with at least one entry in the cycle. */
    accounts: number;
    fees: number;
    rewards: number;
    payouts: number;
    managementEarnings: number;
  }
>;

/** What one employee's account saw in one cycle; whole minor units. */
export interface Movement {
  readonly employeeId: string;
  readonly fees: number;
  readonly rewards: number;
  /** Already paid out: a close that was interrupted is taken up where it stopped. */
  readonly payouts: number;
  /** Sum of what entered by other reasons (reversals), signed. */
  readonly other: number;
}

export interface Payout {
  readonly employeeId: string;
  readonly amount: number;
}

export interface Settlement {
  readonly cycle: Day;
  /** To be paid out now: each positive balance, in the order of the ids. */
  readonly payouts: readonly Payout[];
  readonly totals: {
    readonly accounts: number;
    readonly fees: number;
    readonly rewards: number;
    readonly payouts: number;
    readonly managementEarnings: number;
  };
}

/**
 * Settles one cycle: every positive balance is paid out whole, every other is carried over.
 *
 * @param carried the balances at the cycle's start, without zeros; it is moved on to the cycle's end
 */
export function settle(cycle: Day, carried: Map<string, number>, movements: readonly Movement[]): Settlement {
  let [fees, rewards, paid] = [0, 0, 0];
  const touched = new Set<string>();
  for (const movement of movements) {
    fees += movement.fees;
    rewards += movement.rewards;
    paid += movement.payouts;
    touched.add(movement.employeeId);
    const balance = (carried.get(movement.employeeId) ?? 0) + netOf(movement);
    if (balance === 0) carried.delete(movement.employeeId);
    else carried.set(movement.employeeId, balance);
  }
  const payouts: Payout[] = [];
  // Hundreds may carry something over for years; only who is paid is put in order.
  const positive = [...carried].filter(([, balance]) => balance > 0).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [employeeId, amount] of positive) {
    payouts.push({ employeeId, amount });
    touched.add(employeeId);
    paid += amount;
    carried.delete(employeeId);
  }
  const totals = { accounts: touched.size, fees, rewards, payouts: paid, managementEarnings: fees - rewards };
  return { cycle, payouts, totals };
}

/** What a movement adds to its account's balance. */
export const netOf = ({ fees, rewards, payouts, other }: Omit<Movement, 'employeeId'>): number =>
  rewards - fees - payouts + other;

/** The payout of one person as a fact. */
export function payoutFact(payout: Payout, terms: { entryId: string; cycle: Day; asset: string }): EntryFact {
  const accounts = { from: employeeAccount(payout.employeeId), to: PAID_OUT };
  return { event: 'PayoutIssued', body: { ...terms, ...payout, ...accounts } };
}

/** When a cycle began and ended, epoch milliseconds. One that was closed while it ran ends at that moment. */
export interface Span {
  readonly startsAt: number;
  readonly endsAt: number;
}

/**
 * @param previousEnd when the cycle before ended; null for the first
 * @param sealedAt when the cycle was sealed
 */
export function spanOf(cycle: Day, calendar: Calendar, previousEnd: number | null, sealedAt: number): Span {
  const closing = minutesOf(calendar.closingTime);
  const endsAt = Math.min(startOfDay(addDays(cycle, 1), calendar.timeZone, closing), sealedAt);
  return { startsAt: previousEnd ?? startOfDay(cycle, calendar.timeZone, closing), endsAt };
}

export function closedFact({ cycle, totals }: Settlement, span: Span): CycleClosed {
  return { event: 'BillingCycleClosed', body: { cycle, ...span, ...totals } };
}
