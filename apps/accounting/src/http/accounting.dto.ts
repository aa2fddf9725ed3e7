import { z } from 'zod';
import { day, pageOf, pageQuery, uuid } from '#libs/http';

export const amount = z.int().describe("Whole minor units of the tenant's asset");
export const signed = z.int().describe("Whole minor units of the tenant's asset, negative for a charge");
export const at = z.iso.datetime();
export const cycle = z.iso.date().describe('The billing cycle: a business day of the tenant');

export const BalanceDto = z
  .object({
    balance: signed,
    asset: z.string(),
    cycle,
    asOf: z.object({ at, position: z.string().describe('Up to which event of the ledger this is true') }),
  })
  .meta({ id: 'Balance' });

export const EntryDto = z
  .object({
    id: z.uuid(),
    at,
    cycle,
    account: z.string(),
    reason: z.string().describe('assignment, completion, payout, reversal; more may come'),
    amount: signed,
    balance: signed.describe("The account's balance after the entry"),
    taskId: z.uuid().nullable(),
    taskTitle: z.string().nullable(),
    ticketId: z.string().nullable(),
    causeEventId: z.uuid().nullable(),
  })
  .meta({ id: 'Entry' });
export const EntryPageDto = pageOf(EntryDto).meta({ id: 'EntryPage' });

const cycleFilter = { cycle: day.optional().describe('Only the entries of this cycle') };
export const MyEntriesQuery = z.strictObject({ ...cycleFilter, ...pageQuery });
export type MyEntriesQuery = z.infer<typeof MyEntriesQuery>;

export const EntriesQuery = z.strictObject({ employeeId: uuid.optional(), ...cycleFilter, ...pageQuery });
export type EntriesQuery = z.infer<typeof EntriesQuery>;

const closedCycle = {
  cycle,
  fees: amount,
  rewards: amount,
  payouts: amount,
  managementEarnings: signed,
};

export const CycleDto = z
  .object({
    ...closedCycle,
    status: z.enum(['open', 'closed']),
    accounts: z.int().nullable().describe('Employee accounts with an entry in it; known when it is closed'),
    startsAt: at.nullable(),
    endsAt: at.nullable(),
    closedAt: at.nullable(),
  })
  .meta({ id: 'Cycle' });
export const CyclePageDto = pageOf(CycleDto).meta({ id: 'CyclePage' });

export const CyclesQueryDto = z.strictObject({ ...pageQuery });
export type CyclesQueryDto = z.infer<typeof CyclesQueryDto>;

const through = day.optional().describe('The last day to close, inclusive; yesterday by default');
export const CloseBody = z.strictObject({ through }).default({}).meta({ id: 'CloseCycles' });
export type CloseBody = z.infer<typeof CloseBody>;
export const PreviewQuery = z.strictObject({ through });
export type PreviewQuery = z.infer<typeof PreviewQuery>;

const parked = z
  .array(
    z.object({
      deadLetterId: z.uuid(),
      event: z.string(),
      eventId: z.uuid(),
      streamId: z.string(),
      position: z.int(),
      reason: z.string().nullable(),
    }),
  )
  .describe('Events of tasks that were set aside: their entries come when they are taken up, the first hundred');

export const ClosedCyclesDto = z
  .object({
    through: cycle,
    closed: z.int().describe('How many cycles this closed'),
    from: cycle.nullable(),
    to: cycle.nullable(),
    payouts: z.int().describe('How many payouts it issued'),
    paid: amount,
    parked,
  })
  .meta({ id: 'ClosedCycles' });

export const ClosingDto = z
  .object({
    atWork: z.boolean().describe('Whether a close is at work now'),
    sealedThrough: cycle.nullable().describe('Through which day nothing more can be entered'),
    closedThrough: cycle.nullable(),
    left: z.int().describe('Cycles that are cut off and wait to be closed'),
    entered: z.object({
      position: z.int().describe('Up to which position of the log of tasks the ledger has got'),
      head: z.int().describe('Where that log ends'),
    }),
  })
  .meta({ id: 'Closing' });

export const PreviewDto = z
  .object({
    through: cycle,
    cycles: z.array(z.object({ ...closedCycle, accounts: z.int() })),
    payouts: z.array(z.object({ cycle, employeeId: z.uuid(), amount })),
    parked,
  })
  .meta({ id: 'ClosePreview' });

export const EarningsDto = z
  .object({
    total: signed,
    days: z.array(z.object({ day: cycle, fees: amount, rewards: amount, earnings: signed })),
  })
  .meta({ id: 'Earnings' });
