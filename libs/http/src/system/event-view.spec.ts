import { expect, test } from '@jest/globals';
import { encodeBody } from '#libs/contracts';
import { uuidv5 } from '#libs/kernel';
import { recorded } from '#libs/testing';
import { eventViewOf } from './event-view.js';

const userId = uuidv5('ada');

function raw(event: string, body: object) {
  const { meta } = recorded(event, body, { occurredAt: 0, recordedAt: 1_000 });
  return { ...meta, body: encodeBody('auth', event, body).bytes };
}

test('an event is decoded, with its times as people read them', () => {
  const view = eventViewOf('auth', raw('UserActivated', { userId }));
  expect(view).toMatchObject({
    ...{ service: 'auth', event: 'UserActivated', body: { userId } },
    ...{ occurredAt: '1970-01-01T00:00:00.000Z', recordedAt: '1970-01-01T00:00:01.000Z' },
  });
});

test('one that was replaced is told as what took its place, and as what it lies there', () => {
  const told = { messageId: userId, recipientId: userId, reason: 'smtp:451' };
  const { meta } = recorded('MessageFailed', told);
  const body = encodeBody('notifier', 'MessageFailed', { ...told, final: false }).bytes;
  expect(eventViewOf('notifier', { ...meta, body })).toMatchObject({
    ...{
      event: 'DeliveryFailed',
      recordedAs: 'MessageFailed',
      schemaVersion: 1,
      body: { ...told, outcome: 'delayed' },
    },
  });
});

test('moments in its body are told as people read them, too', () => {
  const sealed = { through: '2026-05-03', at: Date.UTC(2026, 4, 4) };
  const { meta } = recorded('BillingCycleSealed', sealed);
  const bytes = encodeBody('accounting', 'BillingCycleSealed', sealed).bytes;
  expect(eventViewOf('accounting', { ...meta, body: bytes }).body).toEqual({
    ...{ through: '2026-05-03', at: '2026-05-04T00:00:00.000Z' },
  });
});

test('what is personal is masked, wherever it stands; what is not there stays so', () => {
  const registered = {
    userId,
    login: 'sealed:1:abc',
    name: 'sealed:1:def',
    email: null,
    roles: ['admin'],
    permissions: [],
  };
  expect(eventViewOf('auth', raw('UserRegistered', registered)).body).toEqual({
    ...registered,
    ...{ login: '***', name: '***', email: null },
  });
  const renamed = { userId, before: { name: 'sealed:1:abc' }, after: { name: null } };
  expect(eventViewOf('auth', raw('UserRenamed', renamed)).body).toEqual({
    ...renamed,
    before: { name: '***' },
  });
});
