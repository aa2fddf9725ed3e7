import { type NotifierEvent } from '#libs/contracts';
import { defineProjection } from '#libs/projections';
import { pauseAfter } from '../../domain/retry.js';

/** A message on its way. */
export interface OutboxRow {
  messageId: string;
  recipientId: string;
  template: string | null;
  asset: string | null;
  /** Whole minor units. */
  amount: number | null;
  cycle: string | null;
  status: 'waiting' | 'sent' | 'failed';
  /** Failed attempts so far, and why the last one failed. */
  failures: number;
  reason: string | null;
  requestedAt: number;
  /** Not to be tried before. */
  dueAt: number;
  endedAt: number | null;
}

type MessageEvent = Extract<NotifierEvent, { event: 'MessageRequested' | 'MessageSent' | 'DeliveryFailed' }>;

export const outbox = defineProjection<OutboxRow, MessageEvent>({
  service: 'notifier',
  name: 'outbox',
  version: 2,
  events: { notifier: ['MessageRequested', 'MessageSent', 'DeliveryFailed'] },
  table: {
    columns: {
      messageId: 'uuid',
      recipientId: 'uuid',
      template: { type: 'text', nullable: true },
      asset: { type: 'text', nullable: true },
      amount: { type: 'long', nullable: true },
      cycle: { type: 'day', nullable: true },
      status: 'text',
      failures: 'int',
      reason: { type: 'text', nullable: true },
      requestedAt: 'instant',
      dueAt: 'instant',
      endedAt: { type: 'instant', nullable: true },
    },
    primaryKey: ['messageId'],
    indexes: [['status', 'dueAt']],
  },
  keys: ({ body }) => [{ messageId: body.messageId }],
  evolve(row, event) {
    const at = event.meta.recordedAt;
    if (event.event === 'MessageRequested') return requested(event.body, at);
    if (!row) return null;
    if (event.event === 'MessageSent') return { ...row, status: 'sent', endedAt: at };
    const { reason, outcome } = event.body;
    const failed = { ...row, failures: row.failures + 1, reason };
    return outcome === 'failed'
      ? { ...failed, status: 'failed', endedAt: at }
      : { ...failed, dueAt: at + pauseAfter(failed.failures) };
  },
});

function requested(body: Extract<MessageEvent, { event: 'MessageRequested' }>['body'], at: number): OutboxRow {
  const { messageId, recipientId, template, asset, amount, cycle } = body;
  const told = { messageId, recipientId, template, asset, amount, cycle };
  return { ...told, status: 'waiting', failures: 0, reason: null, requestedAt: at, dueAt: at, endedAt: null };
}
