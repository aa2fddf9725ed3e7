import { test } from '@jest/globals';
import { uuidv5 } from '#libs/kernel';
import { deciderSpec } from '#libs/testing';
import { message, type MessageFact, type Outcome } from './message.js';

const ids = { messageId: uuidv5('message'), recipientId: uuidv5('ada') };
const requested: MessageFact = {
  event: 'MessageRequested',
  body: {
    ...ids,
    channel: 'email',
    template: 'payout',
    asset: 'POP',
    amount: 30,
    cycle: '2026-03-01',
    causeEventId: uuidv5('cause'),
  },
};
const sent: MessageFact = { event: 'MessageSent', body: { ...ids, transportId: '<1>' } };
const failed = (outcome: Outcome): MessageFact => ({
  event: 'DeliveryFailed',
  body: { ...ids, reason: 'smtp:550', outcome },
});
const spec = deciderSpec(message);

test('a message is sent', () => spec.given(requested).when({ type: 'sent', transportId: '<1>' }).then(sent));
test('it may fail for a while, and be sent then', () =>
  spec.given(requested, failed('delayed')).when({ type: 'sent', transportId: '<1>' }).then(sent));
test('it may be given up', () =>
  spec.given(requested).when({ type: 'failed', reason: 'smtp:550', outcome: 'failed' }).then(failed('failed')));
test('what was sent stays sent', () =>
  spec.given(requested, sent).when({ type: 'failed', reason: 'late', outcome: 'failed' }).then());
test('what was given up stays so', () =>
  spec.given(requested, failed('failed')).when({ type: 'sent', transportId: '<1>' }).then());
test('what nobody asked for is not sent', () =>
  spec.given().when({ type: 'sent', transportId: '<1>' }).thenError('message-not-requested'));
