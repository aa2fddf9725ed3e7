import { expect, test } from '@jest/globals';
import { encodeBody } from '#libs/contracts';
import { uuidv5 } from '#libs/kernel';
import { recorded } from '#libs/testing';
import { viewOf } from './event-view.js';

const userId = uuidv5('ada');

function raw(event: string, body: object) {
  const { meta } = recorded(event, body, { occurredAt: 0, recordedAt: 1_000 });
  return { ...meta, body: encodeBody('auth', event, body).bytes };
}

test('an event is decoded, with its times as people read them', () => {
  const view = viewOf('auth', raw('UserActivated', { userId }));
  expect(view).toMatchObject({
    ...{ service: 'auth', event: 'UserActivated', body: { userId } },
    ...{ occurredAt: '1970-01-01T00:00:00.000Z', recordedAt: '1970-01-01T00:00:01.000Z' },
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
  expect(viewOf('auth', raw('UserRegistered', registered)).body).toEqual({
    ...registered,
    ...{ login: '***', name: '***', email: null },
  });
  const renamed = { userId, before: { name: 'sealed:1:abc' }, after: { name: null } };
  expect(viewOf('auth', raw('UserRenamed', renamed)).body).toEqual({
    ...renamed,
    before: { name: '***' },
  });
});
