import { test } from '@jest/globals';
import { type AuthEvent } from '#libs/contracts';
import { uuidv5 } from '#libs/kernel';
import { projectionSpec } from '#libs/testing';
import { assignablePeople, CAN_BE_ASSIGNED } from './assignable-people.projection.js';

type Event<Name extends string> = Extract<AuthEvent, { event: Name }>;

const userId = uuidv5('ada');
const registered = (permissions: string[]): Event<'UserRegistered'> => ({
  event: 'UserRegistered',
  body: { userId, login: null, name: null, email: null, roles: [], permissions },
});
const activated: Event<'UserActivated'> = { event: 'UserActivated', body: { userId } };
const deactivated: Event<'UserDeactivated'> = { event: 'UserDeactivated', body: { userId } };
const erased: Event<'PersonErased'> = { event: 'PersonErased', body: { userId } };
const changed = (permissions: string[]): Event<'RolesChanged'> => ({
  event: 'RolesChanged',
  body: { userId, before: [], after: [], permissions },
});
const spec = projectionSpec(assignablePeople);

test('an active developer can be drawn', () =>
  spec.given(registered([CAN_BE_ASSIGNED]), activated).then([{ userId, active: true, canBeAssigned: true }]));
test('who is not active yet cannot', () =>
  spec.given(registered([CAN_BE_ASSIGNED])).then([{ userId, active: false, canBeAssigned: true }]));
test('who lacks the permission cannot', () =>
  spec.given(registered(['tasks.can_view']), activated).then([{ userId, active: true, canBeAssigned: false }]));
test('a change of roles counts', () =>
  spec
    .given(registered([CAN_BE_ASSIGNED]), activated, changed([]))
    .then([{ userId, active: true, canBeAssigned: false }]));
test('who was deactivated cannot', () =>
  spec
    .given(registered([CAN_BE_ASSIGNED]), activated, deactivated)
    .then([{ userId, active: false, canBeAssigned: true }]));
test('who was erased cannot', () =>
  spec.given(registered([CAN_BE_ASSIGNED]), activated, erased).then([{ userId, active: false, canBeAssigned: true }]));
