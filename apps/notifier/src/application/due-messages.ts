import { Injectable } from '@nestjs/common';
import { EventLog } from '#libs/event-store';
import { Subscriptions } from '#libs/messaging';
import { type OutboxRow } from '../projections/outbox/outbox.projection.js';
import { OutboxQuery } from '../projections/outbox/outbox.query.js';

const VIEW_WAIT_MS = 5_000;

/** What waits in the outbox and is due. */
@Injectable()
export class DueMessages {
  constructor(
    private readonly log: EventLog,
    private readonly subscriptions: Subscriptions,
    private readonly outbox: OutboxQuery,
  ) {}

  /**
   * None while the view lags behind the log: what was sent a moment ago would still be waiting in it, and be sent
   * again.
   */
  async of(tenant: string, limit: number): Promise<OutboxRow[]> {
    const { epoch, position } = await this.log.head(tenant);
    const { service } = this.log;
    if (position > 0 && !(await this.subscriptions.reached(tenant, service, epoch, position, VIEW_WAIT_MS))) return [];
    return await this.outbox.due(tenant, Date.now(), limit);
  }
}
