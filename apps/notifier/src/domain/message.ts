import { conflict, type Decider, type Fact, type Day, uuidv5 } from '#libs/kernel';

export interface MessageRequest {
  readonly messageId: string;
  readonly recipientId: string;
  readonly channel: string | null;
  readonly template: string | null;
  readonly asset: string | null;
  /** Whole minor units. */
  readonly amount: number | null;
  readonly cycle: Day | null;
  readonly causeEventId: string;
}

/** What can happen to a message. It names its recipient by id only: addresses are looked up when it is sent. */
export type MessageFact =
  | Fact<'MessageRequested', MessageRequest>
  | Fact<'MessageSent', { messageId: string; recipientId: string; transportId: string | null }>
  | Fact<'DeliveryFailed', { messageId: string; recipientId: string; reason: string | null; outcome: string | null }>;

/** What comes of a message after an attempt that failed, as delivery reports say it (RFC 3464, 2.3.3). */
export type Outcome = 'delayed' | 'failed';

export type Delivery =
  | { readonly type: 'sent'; readonly transportId: string }
  | { readonly type: 'failed'; readonly reason: string; readonly outcome: Outcome };

/** The id of the message that tells of a payout: it derives from the payout's event, so that there is one. */
export const payoutMessageId = (tenant: string, payoutEventId: string): string =>
  uuidv5(tenant, 'payout-message', payoutEventId);

type Message = {
  readonly status: 'absent' | 'requested' | 'ended';
  readonly messageId: string;
  readonly recipientId: string;
};

/** A message is requested, may fail for a while, and ends sent or given up. */
export const message: Decider<Message, Delivery, MessageFact> = {
  initialState: { status: 'absent', messageId: '', recipientId: '' },
  evolve(state, { event, body }) {
    const { messageId, recipientId } = body;
    if (event === 'MessageRequested') return { status: 'requested', messageId, recipientId };
    return event === 'DeliveryFailed' && body.outcome !== 'failed' ? state : { ...state, status: 'ended' };
  },
  decide(delivery, { status, messageId, recipientId }) {
    if (status === 'absent') throw conflict('message-not-requested', 'This message was never asked for.');
    // Sent once more by a sender that had died before it could say so: the first word stands.
    if (status === 'ended') return [];
    const ids = { messageId, recipientId };
    return delivery.type === 'sent'
      ? [{ event: 'MessageSent', body: { ...ids, transportId: delivery.transportId } }]
      : [{ event: 'DeliveryFailed', body: { ...ids, reason: delivery.reason, outcome: delivery.outcome } }];
  },
};
