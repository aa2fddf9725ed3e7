import { expect, test } from '@jest/globals';
import { type CommandContext, type EventLog, type NewEvent } from '#libs/event-store';
import { DAY_MS, DEFAULT_SETTINGS, uuidv7 } from '#libs/kernel';
import { asLog, MORNING, recorded } from '#libs/testing';
import { type Tenant } from '#libs/tenancy';
import { type Settlement } from '../domain/settle.js';
import { type ClosingState } from './closing-state.js';
import { type ParkedCauses } from './parked-causes.js';
import { SettleSealed } from './settle-sealed.js';
import { type Settlements } from './settlements.js';

const CYCLE = '2026-01-04';
const ENDS_AT = Date.UTC(2026, 0, 5);
const totals = { accounts: 1, fees: 0, rewards: 30, payouts: 30, managementEarnings: -30 };
const settlement: Settlement = { cycle: CYCLE, payouts: [{ employeeId: uuidv7(), amount: 30 }], totals };

/** When, as the log is told, the payout and the closing happened, of a cycle that was sealed then. */
async function datesOf(sealedAt: number, told: Partial<CommandContext>): Promise<(number | undefined)[]> {
  const written: NewEvent[] = [];
  const log = {
    service: 'accounting',
    async append(_tenant: string, { events }: { events: readonly NewEvent[] }) {
      written.push(...events);
      return { outcome: 'appended', epoch: 1, position: 7 };
    },
  } as unknown as EventLog;
  const meta = { occurredAt: sealedAt, recordedAt: MORNING };
  const state = {
    read: async () => ({ firstOpen: CYCLE, lastClosed: null, lastEnd: null, version: 0 }),
    seals: async () => asLog([recorded('BillingCycleSealed', { through: CYCLE, at: ENDS_AT }, meta)]),
  } as unknown as ClosingState;
  const settlements = {
    async *between() {
      yield settlement;
    },
  } as unknown as Settlements;
  const parked = { of: async () => [] } as unknown as ParkedCauses;
  const tenant = { name: 'popug', settings: DEFAULT_SETTINGS } as Tenant;
  const context: CommandContext = { tenant: 'popug', actor: null, correlationId: uuidv7(), ...told };
  await new SettleSealed(log, state, settlements, parked).execute(context, tenant, CYCLE);
  expect(context.result).toEqual({ position: 'accounting=1.7', replayed: false });
  return written.map(({ occurredAt }) => occurredAt);
}

test('what was sealed live is paid at the moment at which it is paid, whatever the request says of when it is', async () => {
  for (const told of [{}, { occurredAt: MORNING - 30 * DAY_MS }, { occurredAt: MORNING + DAY_MS }])
    expect(await datesOf(MORNING, told)).toEqual([undefined, undefined]);
});

test('what was sealed in the past is paid as it ended, whoever settles it', async () => {
  for (const told of [{}, { occurredAt: ENDS_AT - DAY_MS }, { occurredAt: MORNING }])
    expect(await datesOf(ENDS_AT, told)).toEqual([ENDS_AT, ENDS_AT]);
});
