import { expect, test } from '@jest/globals';
import { type AuthEvent, decodeBody, encodeBody } from '#libs/contracts';
import { uuidv5 } from '#libs/kernel';
import { type SessionFact } from './domain/session.js';
import { type UserFact } from './domain/user.js';

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type Own = UserFact | SessionFact;

/** The domain states its facts itself; that each has exactly the body of its schema is checked by the compiler. */
type Contract<Name extends Own['event']> = Extract<AuthEvent, { event: Name }>['body'];
type Stated<Name extends Own['event']> = Extract<Own, { event: Name }>['body'];
const same: { [Name in Own['event']]: Same<Stated<Name>, Contract<Name>> } = {
  UserRegistered: true,
  UserActivated: true,
  UserDeactivated: true,
  UserRenamed: true,
  RolesChanged: true,
  PersonErased: true,
  LoggedIn: true,
  LoggedOut: true,
  LoginFailed: true,
};

const userId = uuidv5('spec', 'user');
const sessionId = uuidv5('spec', 'session');
const facts: Own[] = [
  {
    event: 'UserRegistered',
    body: { userId, login: 'kesha', name: 'Kesha', email: null, roles: ['developer'], permissions: ['tasks.can_view'] },
  },
  { event: 'UserActivated', body: { userId } },
  { event: 'UserDeactivated', body: { userId } },
  { event: 'UserRenamed', body: { userId, before: { name: 'Kesha' }, after: { name: null } } },
  { event: 'RolesChanged', body: { userId, before: ['developer'], after: [], permissions: [] } },
  { event: 'PersonErased', body: { userId } },
  { event: 'LoggedIn', body: { userId, sessionId } },
  { event: 'LoggedOut', body: { userId, sessionId } },
  { event: 'LoginFailed', body: { userId: null, reason: 'unknown-login' } },
];

test.each(facts)('$event has the body of its schema', ({ event, body }) => {
  const { schemaVersion, bytes } = encodeBody('auth', event, body);
  expect(decodeBody('auth', event, schemaVersion, bytes)).toEqual(body);
});

test('there is an example of every fact', () => {
  expect(facts.map(({ event }) => event)).toEqual(Object.keys(same));
});
