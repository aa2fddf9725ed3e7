import { type AccountingEvent } from '#libs/contracts';
import { defineProjection } from '#libs/projections';

/** What management took and gave on one business day; whole minor units. */
export interface EarningsRow {
  day: string;
  fees: number;
  rewards: number;
}

type EarningsEvent = Extract<AccountingEvent, { event: 'AssignmentFeeCharged' | 'CompletionRewardCredited' }>;

export const earningsByDay = defineProjection<EarningsRow, EarningsEvent, { key: 'day' }>({
  service: 'analytics',
  name: 'earnings_by_day',
  version: 1,
  events: { accounting: ['AssignmentFeeCharged', 'CompletionRewardCredited'] },
  table: { columns: { day: 'day', fees: 'long', rewards: 'long' }, primaryKey: ['day'] },
  keys: ({ body }) => [{ day: body.cycle }],
  evolve(row, { event, body }, { day }) {
    const { fees, rewards } = row ?? { fees: 0, rewards: 0 };
    return event === 'AssignmentFeeCharged'
      ? { day, fees: fees + body.amount, rewards }
      : { day, fees, rewards: rewards + body.amount };
  },
});
