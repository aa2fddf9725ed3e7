import { type AccountingEvent } from '#libs/contracts';
import { effectOn } from '#libs/kernel';
import { defineProjection } from '#libs/projections';
import { employeeAccount, employeeOf } from '../../domain/accounts.js';
import { type EntryFact, postingOf } from '../../domain/ledger.js';

/** What one employee's account saw in one cycle; whole minor units. The close settles from it. */
export interface AccountCycleRow {
  cycle: string;
  employeeId: string;
  fees: number;
  rewards: number;
  payouts: number;
  /** Signed sum of everything else. */
  other: number;
}

type EntryEvent = Extract<AccountingEvent, { event: EntryFact['event'] }>;

const NOTHING = { fees: 0, rewards: 0, payouts: 0, other: 0 };

export const accountCycles = defineProjection<AccountCycleRow, EntryEvent, { key: 'cycle' | 'employeeId' }>({
  service: 'accounting',
  name: 'account_cycles',
  version: 1,
  events: { accounting: ['AssignmentFeeCharged', 'CompletionRewardCredited', 'PayoutIssued', 'EntryReversed'] },
  table: {
    columns: { cycle: 'day', employeeId: 'uuid', fees: 'long', rewards: 'long', payouts: 'long', other: 'long' },
    primaryKey: ['cycle', 'employeeId'],
  },
  keys: ({ body }) =>
    [body.from, body.to].flatMap((account) => {
      const employeeId = employeeOf(account);
      return employeeId === null ? [] : [{ cycle: body.cycle, employeeId }];
    }),
  evolve(row, event, { cycle, employeeId }) {
    const before = row ?? { cycle, employeeId, ...NOTHING };
    const { amount } = event.body;
    switch (event.event) {
      case 'AssignmentFeeCharged':
        return { ...before, fees: before.fees + amount };
      case 'CompletionRewardCredited':
        return { ...before, rewards: before.rewards + amount };
      case 'PayoutIssued':
        return { ...before, payouts: before.payouts + amount };
      case 'EntryReversed':
        return { ...before, other: before.other + effectOn(employeeAccount(employeeId), postingOf(event)) };
    }
  },
});
