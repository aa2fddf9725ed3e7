import { conflict, type Decider, type Fact, type Day } from '#libs/kernel';

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
  | Fact<'MessageFailed', { messageId: string; recipientId: string; reason: string | null; final: boolean | null }>;

export type Delivery =
  | { readonly type: 'sent'; readonly transportId: string }
  | { readonly type: 'failed'; readonly reason: string; readonly final: boolean };

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
    return event === 'MessageFailed' && !body.final ? state : { ...state, status: 'ended' };
  },
  decide(delivery, { status, messageId, recipientId }) {
    if (status === 'absent') throw conflict('message-not-requested', 'This message was never asked for.');
    // Sent once more by a sender that had died before it could say so: the first word stands.
    if (status === 'ended') return [];
    const ids = { messageId, recipientId };
    return delivery.type === 'sent'
      ? [{ event: 'MessageSent', body: { ...ids, transportId: delivery.transportId } }]
      : [{ event: 'MessageFailed', body: { ...ids, reason: delivery.reason, final: delivery.final } }];
  },
};
