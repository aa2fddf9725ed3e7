import { invalid } from './errors.js';

/** The largest amount or balance, in minor units: within what JSON numbers and Avro longs carry exactly. */
export const MAX_AMOUNT = 9_000_000_000_000_000;

/** Money moved from one account to another: the sum over all accounts is zero by construction. */
export interface Posting {
  readonly from: string;
  readonly to: string;
  /** Minor units of `asset`, a positive integer. */
  readonly amount: number;
  readonly asset: string;
}

/** @throws DomainError `invalid-amount` unless the posting moves a positive whole amount between two accounts. */
export function assertPosting(posting: Posting): void {
  const { from, to, amount } = posting;
  if (!Number.isSafeInteger(amount) || amount <= 0 || amount > MAX_AMOUNT)
    throw invalid('invalid-amount', `An amount is a whole number of minor units from 1 to ${MAX_AMOUNT}.`);
  if (from === to) throw invalid('invalid-amount', 'A posting goes from one account to another.');
}

/** What the posting does to one account: minor units, negative for the payer, 0 for a stranger. */
export function effectOn(account: string, posting: Posting): number {
  if (account === posting.to) return posting.amount;
  return account === posting.from ? -posting.amount : 0;
}

/** Minor units as people write them: 1234 with two decimals is `12.34`. */
export function formatAmount(amount: number, decimals: number): string {
  if (decimals === 0) return String(amount);
  const digits = String(Math.abs(amount)).padStart(decimals + 1, '0');
  const sign = amount < 0 ? '-' : '';
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
