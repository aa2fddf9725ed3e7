import { Injectable } from '@nestjs/common';
import { notFound } from '#libs/kernel';
import { hasPermission, type Principal } from '#libs/security';
import { payoutMessageId } from '../domain/message.js';
import { OutboxQuery } from '../projections/outbox/outbox.query.js';

/** What became of a message; times ISO 8601 in UTC. Where it went is nobody's business. */
export interface MessageStanding {
  readonly messageId: string;
  readonly status: 'waiting' | 'sent' | 'failed';
  readonly requestedAt: string;
  /** When it was sent or given up. */
  readonly endedAt: string | null;
  /** Failed attempts so far, and why the last one failed. */
  readonly failures: number;
  readonly reason: string | null;
}

/** Finds what was sent to people, by what led to it. */
@Injectable()
export class FindMessage {
  constructor(private readonly outbox: OutboxQuery) {}

  /**
   * The message that told somebody of a payout: for whom it was, and for those who may see all money.
   *
   * @throws DomainError `message-not-found`
   */
  async ofPayout(tenant: string, viewer: Principal, payoutEventId: string): Promise<MessageStanding> {
    const row = await this.outbox.byId(tenant, payoutMessageId(tenant, payoutEventId));
    const maySee = row?.recipientId === viewer.userId || hasPermission(viewer, 'accounting.can_view_all');
    if (!row || !maySee)
      throw notFound('message-not-found', 'No message followed from this event.', { field: 'cause' });
    const { messageId, status, requestedAt, endedAt, failures, reason } = row;
    const ended = endedAt === null ? null : new Date(endedAt).toISOString();
    return { messageId, status, requestedAt: new Date(requestedAt).toISOString(), endedAt: ended, failures, reason };
  }
}
