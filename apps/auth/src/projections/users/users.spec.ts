import { test } from '@jest/globals';
import { type AuthEvent } from '#libs/contracts';
import { uuidv5 } from '#libs/kernel';
import { projectionSpec } from '#libs/testing';
import { type UserRow, users } from './users.projection.js';

type Given<Name extends AuthEvent['event']> = Extract<AuthEvent, { event: Name }>;

const [kesha, gosha] = ['kesha', 'gosha'].map((name) => uuidv5('spec', name)) as [string, string];
const registered = (userId: string, login: string): Given<'UserRegistered'> => ({
  event: 'UserRegistered',
  body: {
    userId,
    login,
    name: login.toUpperCase(),
    email: `${login}@example.com`,
    roles: ['developer'],
    permissions: ['tasks.can_be_assigned', 'tasks.can_view'],
  },
});
const activated = (userId: string): Given<'UserActivated'> => ({ event: 'UserActivated', body: { userId } });
const row = (userId: string, login: string, changes: Partial<UserRow> = {}): UserRow => ({
  ...registered(userId, login).body,
  status: 'active',
  ...changes,
});
const spec = projectionSpec(users);

test('a user who was registered may not log in yet', () => {
  spec.given(registered(kesha, 'kesha')).then([row(kesha, 'kesha', { status: 'inactive' })]);
});

test('each user has a row', () => {
  spec
    .given(registered(kesha, 'kesha'), activated(kesha), registered(gosha, 'gosha'), activated(gosha))
    .then([row(kesha, 'kesha'), row(gosha, 'gosha')]);
});

test('a user goes by the last name and has the last roles', () => {
  spec
    .given(
      registered(kesha, 'kesha'),
      activated(kesha),
      { event: 'UserRenamed', body: { userId: kesha, before: { name: 'KESHA' }, after: { name: 'Innokenty' } } },
      {
        event: 'RolesChanged',
        body: { userId: kesha, before: ['developer'], after: ['auditor'], permissions: ['a.can_view'] },
      },
    )
    .then([row(kesha, 'kesha', { name: 'Innokenty', roles: ['auditor'], permissions: ['a.can_view'] })]);
});

test('who was deactivated is inactive until activated again', () => {
  const deactivated: Given<'UserDeactivated'> = { event: 'UserDeactivated', body: { userId: kesha } };
  const before = [registered(kesha, 'kesha'), activated(kesha), deactivated] as const;
  spec.given(...before).then([row(kesha, 'kesha', { status: 'inactive' })]);
  spec.given(...before, activated(kesha)).then([row(kesha, 'kesha')]);
});

test('of who was erased nothing personal is left, and nothing brings it back', () => {
  const erased: Given<'PersonErased'> = { event: 'PersonErased', body: { userId: kesha } };
  const nothing = row(kesha, 'kesha', { status: 'erased', login: null, name: null, email: null });
  const before = [registered(kesha, 'kesha'), activated(kesha), erased] as const;
  spec.given(...before).then([nothing]);
  spec
    .given(...before, { event: 'UserRenamed', body: { userId: kesha, before: null, after: { name: 'Innokenty' } } })
    .then([nothing]);
});

test('who was erased without having been a user is known as that', () => {
  const nobody = { login: null, name: null, email: null, roles: [], permissions: [] };
  spec.given({ event: 'PersonErased', body: { userId: gosha } }).then([{ userId: gosha, status: 'erased', ...nobody }]);
});
