import { z } from 'zod';
import { day } from '#libs/http';

const amount = z.int().describe("Whole minor units of the tenant's asset");

export const EarningsDto = z
  .object({
    total: amount,
    days: z.array(z.object({ day: z.iso.date(), fees: amount, rewards: amount, earnings: amount })),
  })
  .meta({ id: 'AnalyticsEarnings' });

export const NegativeBalancesDto = z
  .object({ count: z.int().describe('How many people owe the company now') })
  .meta({ id: 'NegativeBalances' });

export const MostExpensiveTaskQuery = z.strictObject({
  period: z.enum(['day', 'week', 'month']).default('day').describe('Weeks are ISO weeks'),
  at: day.optional().describe('Any day of the period; today by default'),
});
export type MostExpensiveTaskQuery = z.infer<typeof MostExpensiveTaskQuery>;

export const MostExpensiveTaskDto = z
  .object({
    from: z.iso.date(),
    to: z.iso.date(),
    task: z
      .object({
        id: z.uuid(),
        title: z.string().nullable(),
        ticketId: z.string().nullable(),
        assigneeId: z.uuid().nullable(),
        completionReward: amount,
        completedAt: z.iso.datetime(),
      })
      .nullable(),
  })
  .meta({ id: 'MostExpensiveTask' });
