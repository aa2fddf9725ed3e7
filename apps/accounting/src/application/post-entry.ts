import { Injectable } from '@nestjs/common';
import { type RecordedEvent, uuidv5 } from '#libs/kernel';
import { type Reaction, type ReactorContext } from '#libs/messaging';
import { TenantRegistry } from '#libs/tenancy';
import { type EntryFact } from '../domain/ledger.js';
import { type Cause, type EntryTerms } from '../domain/post-entry.js';
import { cycleFor, SEALS_STREAM } from '../domain/seals.js';
import { employeeAccount } from '../domain/accounts.js';
import { SealsReader } from './seals.js';

/** The reactor's name: under it the log keeps which events of tasks have been answered. */
export const POST_ENTRIES = 'accounting.post-entries';

/** Enters the money that follows from one event of a task into the cycle of the day on which it occurred. */
@Injectable()
export class PostEntry {
  constructor(
    private readonly tenants: TenantRegistry,
    private readonly seals: SealsReader,
  ) {}

  /** @param enter which entry follows from the cause */
  async execute(
    { tenant, attempt }: ReactorContext,
    { meta }: RecordedEvent,
    cause: Omit<Cause, 'eventId'>,
    enter: (cause: Cause, terms: EntryTerms) => EntryFact,
  ): Promise<Reaction> {
    const { settings } = await this.tenants.get(tenant);
    const { seals, version } = attempt === 0 ? await this.seals.recall(tenant) : await this.seals.read(tenant);
    const entryId = uuidv5(tenant, 'entry', meta.eventId);
    const cycle = cycleFor(meta.occurredAt, settings, seals);
    const fact = enter({ ...cause, eventId: meta.eventId }, { entryId, cycle, asset: settings.asset });
    return {
      events: [{ streamId: employeeAccount(cause.assigneeId), ...fact }],
      guards: [{ streamId: SEALS_STREAM, version }],
    };
  }
}
