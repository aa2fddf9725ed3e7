import { Injectable } from '@nestjs/common';
import { EventLog } from '#libs/event-store';
import { type RecordedEvent } from '#libs/kernel';
import { type EntryStory, type PaidOut, type Source } from '../domain/entry-story.js';
import { type EntryLine } from '../projections/accounts/accounts.projection.js';
import { PayoutsQuery } from '../projections/accounts/payouts.query.js';
import { CyclesQuery } from '../projections/cycles/cycles.query.js';

/** Finds what became of an entry within the ledger, and the events behind lines of money. */
@Injectable()
export class EntrySettlement {
  constructor(
    private readonly log: EventLog,
    private readonly payouts: PayoutsQuery,
    private readonly cycles: CyclesQuery,
  ) {}

  async of(tenant: string, entry: EntryLine): Promise<Pick<EntryStory, 'closedAt' | 'payout' | 'reckoning'>> {
    const closedAt = await this.cycles.closedAt(tenant, entry.cycle);
    const settling = await this.payouts.settling(tenant, entry);
    const payout = settling ? await this.paidOut(tenant, settling) : null;
    const reckoning = entry.reason === 'payout' ? await this.payouts.reckoning(tenant, entry) : null;
    return { closedAt, payout, reckoning };
  }

  /** The event that is the entry: a view knows its place, and the log what is there. */
  async eventOf(tenant: string, { position }: EntryLine): Promise<RecordedEvent> {
    const [event] = await this.log.read(tenant, position - 1, 1);
    if (!event)
      throw new Error(`The log of ${tenant} has nothing at position ${position}, of which there is an entry.`);
    return event;
  }

  private async paidOut(tenant: string, line: EntryLine): Promise<PaidOut> {
    const { meta } = await this.eventOf(tenant, line);
    const { entryId, amount, cycle, at } = line;
    return { entryId, amount: -amount, cycle, at, by: meta.actor, source: sourceOf(this.log.service, { meta }) };
  }
}

/** Where an event of the ledger's own log is. */
export const sourceOf = (service: string, { meta }: Pick<RecordedEvent, 'meta'>): Source => ({
  position: `${service}=${meta.epoch}.${meta.position}`,
  eventId: meta.eventId,
  event: meta.event,
});
