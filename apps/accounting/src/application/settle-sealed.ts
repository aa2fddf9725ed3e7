import { Injectable } from '@nestjs/common';
import { type CommandContext, EventLog, type NewEvent } from '#libs/event-store';
import { type Day, type JsonValue, uuidv5 } from '#libs/kernel';
import { type Tenant } from '#libs/tenancy';
import { employeeAccount } from '../domain/accounts.js';
import { closedFact, payoutFact, type Settlement, spanOf } from '../domain/settle.js';
import { ChunkWriter } from './chunk-writer.js';
import { ClosingState, CYCLES_STREAM } from './closing-state.js';
import { type ParkedCause, ParkedCauses } from './parked-causes.js';
import { Settlements } from './settlements.js';

/** What a close did. */
export interface ClosedCycles {
  readonly [member: string]: JsonValue;
  readonly through: Day;
  /** How many cycles it closed, and from which to which; null when there was nothing to close. */
  readonly closed: number;
  readonly from: Day | null;
  readonly to: Day | null;
  /** How many payouts it issued. */
  readonly payouts: number;
  /** What it paid out, whole minor units. */
  readonly paid: number;
  /** What of the log of tasks is not in the ledger yet, since it was set aside. */
  readonly parked: readonly ParkedCause[];
}

/** Pays and closes every cycle that is sealed and not closed yet. */
@Injectable()
export class SettleSealed {
  constructor(
    private readonly log: EventLog,
    private readonly state: ClosingState,
    private readonly settlements: Settlements,
    private readonly parked: ParkedCauses,
  ) {}

  /** @param goOn is called before each cycle; what it throws ends the work there, and what was written stays */
  async execute(
    context: CommandContext,
    tenant: Tenant,
    through: Day,
    goOn: () => void = () => undefined,
  ): Promise<ClosedCycles> {
    const { firstOpen, lastEnd, version } = await this.state.read(tenant.name);
    const seals = await this.state.seals(tenant.name);
    const sealed = seals.at(-1)?.body.through ?? null;
    // When the one who settles says that it is does not matter: only the seal says when a cycle was closed.
    const { occurredAt: _, ...own }: CommandContext = context;
    const writer = new ChunkWriter(this.log, own, new Map([[CYCLES_STREAM, version]]));
    const done = { through, closed: 0, from: firstOpen, to: null as Day | null, payouts: 0, paid: 0 };
    let previousEnd = lastEnd;
    if (firstOpen !== null && sealed !== null && firstOpen <= sealed)
      for await (const settlement of this.settlements.between(tenant.name, firstOpen, sealed)) {
        goOn();
        const seal = seals.find(({ body }) => body.through >= settlement.cycle);
        const span = spanOf(settlement.cycle, tenant.settings, previousEnd, seal?.body.at ?? 0);
        const events = [...payoutEvents(tenant, settlement), closedEvent(tenant.name, settlement, span)];
        const causation = seal ? { causationId: seal.meta.eventId } : {};
        // Sealed in the past, as an import tells, a cycle is paid and closed as it ended; sealed live, at this moment.
        const past = seal && seal.meta.occurredAt < seal.meta.recordedAt ? { occurredAt: span.endsAt } : {};
        await writer.add(events.map((event) => ({ ...event, ...causation, ...past })));
        previousEnd = span.endsAt;
        done.closed += 1;
        done.to = settlement.cycle;
        done.payouts += settlement.payouts.length;
        done.paid += settlement.payouts.reduce((sum, { amount }) => sum + amount, 0);
      }
    const parked = await this.parked.of(tenant.name);
    const answer = { ...done, from: done.closed === 0 ? null : done.from, parked };
    const finished = await writer.finish(answer);
    if (own.result) context.result = own.result;
    return finished;
  }
}

function payoutEvents({ name, settings }: Tenant, { cycle, payouts }: Settlement): NewEvent[] {
  return payouts.map((payout) => {
    const eventId = uuidv5(name, 'payout', cycle, payout.employeeId);
    const fact = payoutFact(payout, { entryId: eventId, cycle, asset: settings.asset });
    return { streamId: employeeAccount(payout.employeeId), eventId, ...fact };
  });
}

function closedEvent(tenant: string, settlement: Settlement, span: { startsAt: number; endsAt: number }): NewEvent {
  const eventId = uuidv5(tenant, 'cycle-closed', settlement.cycle);
  return { streamId: CYCLES_STREAM, eventId, ...closedFact(settlement, span) };
}
