import { expect, test } from '@jest/globals';
import { uuidv5 } from '#libs/kernel';
import { asLog } from '#libs/testing';
import { streamStates } from './stream-states.js';

const userId = uuidv5('kesha');
const person = { login: 'kesha', name: 'Kesha', email: null, roles: ['developer'], permissions: ['tasks.can_view'] };
const events = asLog([
  { event: 'UserRegistered', body: { userId, ...person } },
  { event: 'UserActivated', body: { userId } },
  { event: 'UserRenamed', body: { userId, before: { name: 'Kesha' }, after: { name: 'Innokenty' } } },
]);

test('a user is told as they were, by the name of then', () => {
  const after = (count: number) => streamStates['user']?.(events.slice(0, count));
  expect(after(1)).toEqual({ id: userId, status: 'inactive', ...person });
  expect(after(2)).toMatchObject({ status: 'active', name: 'Kesha' });
  expect(after(3)).toMatchObject({ status: 'active', name: 'Innokenty' });
});
