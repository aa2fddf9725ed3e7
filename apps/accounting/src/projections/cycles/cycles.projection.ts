import { type AccountingEvent } from '#libs/contracts';
import { defineProjection } from '#libs/projections';

/** A billing cycle: what moved in it and, once it is closed, from when to when it ran. Whole minor units. */
export interface CycleRow {
  cycle: string;
  status: 'open' | 'closed';
  fees: number;
  rewards: number;
  payouts: number;
  /** Employee accounts with an entry in the cycle; known when it is closed. */
  accounts: number | null;
  startsAt: number | null;
  endsAt: number | null;
  closedAt: number | null;
}

type CycleEvent = Extract<
  AccountingEvent,
  { event: 'AssignmentFeeCharged' | 'CompletionRewardCredited' | 'PayoutIssued' | 'BillingCycleClosed' }
>;

const fresh = (cycle: string): CycleRow => ({
  cycle,
  status: 'open',
  ...{ fees: 0, rewards: 0, payouts: 0 },
  ...{ accounts: null, startsAt: null, endsAt: null, closedAt: null },
});

export const cycles = defineProjection<CycleRow, CycleEvent, { key: 'cycle' }>({
  service: 'accounting',
  name: 'cycles',
  version: 1,
  events: {
    accounting: ['AssignmentFeeCharged', 'CompletionRewardCredited', 'PayoutIssued', 'BillingCycleClosed'],
  },
  table: {
    columns: {
      cycle: 'day',
      status: 'text',
      fees: 'long',
      rewards: 'long',
      payouts: 'long',
      accounts: { type: 'long', nullable: true },
      startsAt: { type: 'instant', nullable: true },
      endsAt: { type: 'instant', nullable: true },
      closedAt: { type: 'instant', nullable: true },
    },
    primaryKey: ['cycle'],
  },
  keys: ({ body }) => [{ cycle: body.cycle }],
  evolve(row, event, { cycle }) {
    const before = row ?? fresh(cycle);
    switch (event.event) {
      case 'AssignmentFeeCharged':
        return { ...before, fees: before.fees + event.body.amount };
      case 'CompletionRewardCredited':
        return { ...before, rewards: before.rewards + event.body.amount };
      case 'PayoutIssued':
        return { ...before, payouts: before.payouts + event.body.amount };
      case 'BillingCycleClosed': {
        const { accounts, startsAt, endsAt } = event.body;
        return { ...before, status: 'closed', accounts, startsAt, endsAt, closedAt: event.meta.occurredAt };
      }
    }
  },
});
