import { addDays, type Day, DomainError, effectOn, type Posting } from '#libs/kernel';
import { COMPANY, employeeOf, PAID_OUT } from './accounts.js';
import { type EntryFact, postingOf } from './ledger.js';
import { type SealFact } from './seals.js';
import { type CycleClosed } from './settle.js';

/** Everything that the log of accounting states about money. */
export type MoneyFact = EntryFact | SealFact | CycleClosed;

/** What has moved in a cycle that is not closed yet; whole minor units. */
interface OpenCycle {
  fees: number;
  rewards: number;
  payouts: number;
  /** By employee: what the entries of the cycle come to, payouts included. */
  readonly net: Map<string, number>;
}

/**
 * The books kept a second time, from the facts alone and by the rules of the money, to be held against what was recorded:
 * every closing balance is the opening one and the entries less the payouts, every payout is a positive balance to the
 * unit, every closing tells what its entries come to, and the sum over all accounts is zero.
 *
 * It shares no code with the close that it checks, but the posting of an entry.
 */
export class Books {
  readonly balances = new Map<string, number>();
  private readonly open = new Map<Day, OpenCycle>();
  /** Balances of employees at the end of the last closed cycle, without zeros. */
  private readonly carried = new Map<string, number>();
  private closedThrough: Day | undefined;
  private sealedThrough: Day | undefined;

  /** Takes the next fact of the log. Answers what is wrong with it; undefined if nothing is. */
  take(fact: MoneyFact): string | undefined {
    if (fact.event === 'BillingCycleClosed') return this.close(fact.body);
    if (fact.event !== 'BillingCycleSealed') return this.enter(fact);
    this.sealedThrough = fact.body.through;
    return undefined;
  }

  /** What is wrong with the books as a whole. */
  unbalanced(): string | undefined {
    const sum = [...this.balances.values()].reduce((total, balance) => total + balance, 0);
    return sum === 0 ? undefined : `the sum over all accounts is ${sum}, not zero`;
  }

  private enter(fact: EntryFact): string | undefined {
    const { cycle } = fact.body;
    const posting = readPosting(fact);
    if (typeof posting === 'string') return posting;
    if (this.closedThrough !== undefined && cycle <= this.closedThrough)
      return `an entry belongs to the cycle ${cycle}, which was closed before it`;
    const isPayout = fact.event === 'PayoutIssued';
    if (!isPayout && this.sealedThrough !== undefined && cycle <= this.sealedThrough)
      return `an entry belongs to the cycle ${cycle}, which was sealed before it`;
    const wrong = isPayout ? this.payout(posting, cycle) : undefined;
    if (wrong !== undefined) return wrong;
    this.move(fact, posting);
    return undefined;
  }

  private move(fact: EntryFact, posting: Posting): void {
    const sums = this.cycle(fact.body.cycle);
    if (fact.event === 'AssignmentFeeCharged') sums.fees += posting.amount;
    if (fact.event === 'CompletionRewardCredited') sums.rewards += posting.amount;
    if (fact.event === 'PayoutIssued') sums.payouts += posting.amount;
    for (const account of [posting.from, posting.to]) {
      const effect = effectOn(account, posting);
      this.balances.set(account, (this.balances.get(account) ?? 0) + effect);
      const employee = employeeOf(account);
      if (employee !== null) sums.net.set(employee, (sums.net.get(employee) ?? 0) + effect);
    }
  }

  private payout({ from, to, amount }: Posting, cycle: Day): string | undefined {
    const employee = employeeOf(from);
    if (employee === null || to !== PAID_OUT) return `a payout went from ${from} to ${to}`;
    const due = this.nextToClose();
    if (cycle !== due) return `a payout of the cycle ${cycle} was issued when ${due ?? 'none'} was the next to close`;
    const balance = (this.carried.get(employee) ?? 0) + (this.open.get(cycle)?.net.get(employee) ?? 0);
    if (amount !== balance) return `a payout of ${amount} was issued on a balance of ${balance}`;
    return undefined;
  }

  private close(told: CycleClosed['body']): string | undefined {
    const { cycle } = told;
    const due = this.nextToClose() ?? cycle;
    if (cycle !== due) return `the cycle ${cycle} was closed when ${due} was the next to close`;
    const { fees, rewards, payouts, net } = this.cycle(cycle);
    const found = { accounts: net.size, fees, rewards, payouts, managementEarnings: fees - rewards };
    for (const name of Object.keys(found) as (keyof typeof found)[])
      if (told[name] !== found[name])
        return `the cycle ${cycle} was closed with ${name} ${told[name]}; its entries come to ${found[name]}`;
    for (const [employee, moved] of net) {
      const closing = (this.carried.get(employee) ?? 0) + moved;
      if (closing > 0) return `the cycle ${cycle} was closed with ${closing} left unpaid to ${employee}`;
      if (closing === 0) this.carried.delete(employee);
      else this.carried.set(employee, closing);
    }
    this.open.delete(cycle);
    this.closedThrough = cycle;
    return undefined;
  }

  /** The day after the last closed one; before the first close, the earliest with an entry. */
  private nextToClose(): Day | undefined {
    if (this.closedThrough !== undefined) return addDays(this.closedThrough, 1);
    return [...this.open.keys()].toSorted()[0];
  }

  private cycle(day: Day): OpenCycle {
    let sums = this.open.get(day);
    if (!sums) this.open.set(day, (sums = { fees: 0, rewards: 0, payouts: 0, net: new Map() }));
    return sums;
  }
}

/** The posting of an entry, or what is wrong with it. */
function readPosting(fact: EntryFact): Posting | string {
  try {
    const posting = postingOf(fact);
    const stranger = [posting.from, posting.to].find(
      (account) => employeeOf(account) === null && account !== COMPANY && account !== PAID_OUT,
    );
    return stranger === undefined ? posting : `${stranger} is no account`;
  } catch (error) {
    if (error instanceof DomainError) return error.message;
    throw error;
  }
}
