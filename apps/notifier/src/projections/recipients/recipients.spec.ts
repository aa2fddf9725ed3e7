import { test } from '@jest/globals';
import { type AuthEvent } from '#libs/contracts';
import { uuidv5 } from '#libs/kernel';
import { projectionSpec } from '#libs/testing';
import { recipients } from './recipients.projection.js';

const userId = uuidv5('ada');
const registered: Extract<AuthEvent, { event: 'UserRegistered' }> = {
  event: 'UserRegistered',
  body: { userId, login: 'ada', name: 'Ada', email: 'ada@popug.example', roles: [], permissions: [] },
};
const renamed: Extract<AuthEvent, { event: 'UserRenamed' }> = {
  event: 'UserRenamed',
  body: { userId, before: { name: 'Ada' }, after: { name: 'Ada Lory' } },
};
const spec = projectionSpec(recipients);

test('a person is reached at their address', () =>
  spec.given(registered).then([{ userId, name: 'Ada', email: 'ada@popug.example' }]));
test('a new name is used from then on', () =>
  spec.given(registered, renamed).then([{ userId, name: 'Ada Lory', email: 'ada@popug.example' }]));
test('an erased person cannot be reached', () =>
  spec.given(registered, { event: 'PersonErased', body: { userId } }).then([{ userId, name: null, email: null }]));
