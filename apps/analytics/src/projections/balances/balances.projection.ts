import { type AccountingEvent } from '#libs/contracts';
import { defineProjection } from '#libs/projections';

/** What one account has, reckoned from the ledger's topic; whole minor units. */
export interface BalanceRow {
  account: string;
  balance: number;
}

type EntryEvent = Extract<
  AccountingEvent,
  { event: 'AssignmentFeeCharged' | 'CompletionRewardCredited' | 'PayoutIssued' | 'EntryReversed' }
>;

/** Accounts of people begin so; the company's own are no part of this view. */
const EMPLOYEE = 'employee:';

export const balances = defineProjection<BalanceRow, EntryEvent, { key: 'account' }>({
  service: 'analytics',
  name: 'balances',
  version: 1,
  events: { accounting: ['AssignmentFeeCharged', 'CompletionRewardCredited', 'PayoutIssued', 'EntryReversed'] },
  table: {
    columns: { account: 'text', balance: 'long' },
    primaryKey: ['account'],
    indexes: [['balance']],
  },
  keys: ({ body }) => [body.from, body.to].flatMap((account) => (account.startsWith(EMPLOYEE) ? [{ account }] : [])),
  evolve: (row, { body }, { account }) => ({
    account,
    balance: (row?.balance ?? 0) + (body.to === account ? body.amount : -body.amount),
  }),
});
