import { test } from '@jest/globals';
import { uuidv5 } from '#libs/kernel';
import { projectionSpec, recorded } from '#libs/testing';
import { outbox } from './outbox.projection.js';

const ids = { messageId: uuidv5('message'), recipientId: uuidv5('ada') };
const terms = { template: 'payout', asset: 'POP', amount: 30, cycle: '2026-03-01' };
const requested = () =>
  recorded(
    'MessageRequested',
    { ...ids, ...terms, channel: 'email', causeEventId: uuidv5('cause') },
    { recordedAt: 1_000 },
  );
const sent = () => recorded('MessageSent', { ...ids, transportId: '<1>' }, { recordedAt: 9_000 });
const failed = (outcome: string, recordedAt: number) =>
  recorded('DeliveryFailed', { ...ids, reason: 'smtp:451', outcome }, { recordedAt });

const waiting = { ...ids, ...terms, requestedAt: 1_000, endedAt: null };
const spec = projectionSpec(outbox);

test('what is requested is due at once', () =>
  spec.given(requested()).then([{ ...waiting, status: 'waiting', failures: 0, reason: null, dueAt: 1_000 }]));
test('what failed is due later, and ever later', () =>
  spec
    .given(requested(), failed('delayed', 2_000), failed('delayed', 3_000))
    .then([{ ...waiting, status: 'waiting', failures: 2, reason: 'smtp:451', dueAt: 5_000 }]));
test('what was sent waits no more', () =>
  spec
    .given(requested(), sent())
    .then([{ ...waiting, status: 'sent', failures: 0, reason: null, dueAt: 1_000, endedAt: 9_000 }]));
test('what is given up waits no more', () =>
  spec
    .given(requested(), failed('failed', 2_000))
    .then([{ ...waiting, status: 'failed', failures: 1, reason: 'smtp:451', dueAt: 1_000, endedAt: 2_000 }]));
