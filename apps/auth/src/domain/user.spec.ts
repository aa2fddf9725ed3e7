import { describe, expect, test } from '@jest/globals';
import { foldFacts, uuidv5 } from '#libs/kernel';
import { deciderSpec } from '#libs/testing';
import { defaultRoles, permissionsOf } from './roles.js';
import { user } from './user.decide.js';
import { type UserFact } from './user.js';

const userId = uuidv5('spec', 'kesha');
const table = defaultRoles('popug');
const personal = { login: 'kesha', name: 'Kesha', email: 'kesha@example.com' };
const register = { type: 'register', userId, ...personal, roles: ['developer'], table } as const;
const registered: UserFact = {
  event: 'UserRegistered',
  body: { userId, ...personal, roles: ['developer'], permissions: permissionsOf(['developer'], table) },
};
const activated: UserFact = { event: 'UserActivated', body: { userId } };
const deactivated: UserFact = { event: 'UserDeactivated', body: { userId } };
const erased: UserFact = { event: 'PersonErased', body: { userId } };
const spec = deciderSpec(user);

describe('register', () => {
  test('makes a user who can log in at once', () => spec.when(register).then(registered, activated));
  test('writes roles as a set', () =>
    spec.when({ ...register, roles: ['developer', 'admin', 'developer'] }).then(
      {
        event: 'UserRegistered',
        body: {
          ...registered.body,
          roles: ['admin', 'developer'],
          permissions: permissionsOf(['admin', 'developer'], table),
        },
      },
      activated,
    ));
  test('only once', () => spec.given(registered, activated).when(register).thenError('user-exists'));
  test('not again after erasure', () => spec.given(registered, erased).when(register).thenError('user-exists'));
  test('not with a role that is unknown', () => {
    spec.when({ ...register, roles: ['owner'] }).thenError('unknown-role', { kind: 'invalid', field: 'roles' });
  });
});

describe('import', () => {
  const command = { type: 'import', userId, name: 'dev-0001', table } as const;
  const imported: UserFact = {
    event: 'UserRegistered',
    body: { ...registered.body, login: null, name: 'dev-0001', email: null },
  };
  test('makes a user without a login, who is not active', () => {
    spec.when(command).then(imported);
    expect(foldFacts(user, [imported])).toMatchObject({ status: 'inactive', login: null });
  });
  test('who is then given tasks once activated', () => spec.given(imported).when({ type: 'activate' }).then(activated));
  test('leaves who is there, and who was erased', () => {
    spec.given(imported).when(command).then();
    spec.given(registered, activated).when(command).then();
    spec.given(registered, erased).when(command).then();
    spec.given(erased).when(command).then();
  });
});

describe('activate and deactivate', () => {
  test('an active user can be deactivated', () =>
    spec.given(registered, activated).when({ type: 'deactivate' }).then(deactivated));
  test('an inactive one can be activated', () =>
    spec.given(registered, activated, deactivated).when({ type: 'activate' }).then(activated));
  test('what is so already changes nothing', () => {
    spec.given(registered, activated).when({ type: 'activate' }).then();
    spec.given(registered, activated, deactivated).when({ type: 'deactivate' }).then();
  });
});

describe('rename', () => {
  const renamed: UserFact = {
    event: 'UserRenamed',
    body: { userId, before: { name: 'Kesha' }, after: { name: 'Innokenty' } },
  };
  test('tells the old name and the new one', () =>
    spec.given(registered, activated).when({ type: 'rename', name: 'Innokenty' }).then(renamed));
  test('knows the last name', () => spec.given(registered, renamed).when({ type: 'rename', name: 'Innokenty' }).then());
});

describe('change roles', () => {
  const changed: UserFact = {
    event: 'RolesChanged',
    body: { userId, before: ['developer'], after: ['manager'], permissions: permissionsOf(['manager'], table) },
  };
  test('tells the roles before and after, and what the new ones allow', () =>
    spec
      .given(registered, activated)
      .when({ type: 'change-roles', roles: ['manager'], table })
      .then(changed));
  test('the same set changes nothing', () =>
    spec
      .given(registered, changed)
      .when({ type: 'change-roles', roles: ['manager', 'manager'], table })
      .then());
  test('all roles can be taken', () =>
    spec
      .given(registered)
      .when({ type: 'change-roles', roles: [], table })
      .then({
        event: 'RolesChanged',
        body: { userId, before: ['developer'], after: [], permissions: [] },
      }));
  test('a role that is unknown is refused', () =>
    spec
      .given(registered)
      .when({ type: 'change-roles', roles: ['operator'], table })
      .thenError('unknown-role'));
});

describe('erase', () => {
  const erase = { type: 'erase', userId } as const;
  test('tells that the person is erased, once', () => {
    spec.given(registered, activated).when(erase).then(erased);
    spec.given(registered, activated, erased).when(erase).then();
  });
  test('is also for who never was a user, and cannot become one then', () => {
    spec.when(erase).then(erased);
    spec.given(erased).when(erase).then();
    spec.given(erased).when(register).thenError('user-exists');
    spec.given(erased).when({ type: 'activate' }).thenError('user-erased');
  });
  test('leaves nothing personal in the state', () => {
    const state = foldFacts(user, [registered, activated, erased]);
    expect(state).toMatchObject({ status: 'erased', userId, login: null, name: null, email: null });
  });
  test('is for good', () => {
    const never = spec.given(registered, activated, erased);
    never.when({ type: 'activate' }).thenError('user-erased');
    never.when({ type: 'rename', name: 'Kesha' }).thenError('user-erased');
    never.when({ type: 'change-roles', roles: [], table }).thenError('user-erased');
    expect(foldFacts(user, [registered, erased, activated])).toMatchObject({ status: 'erased' });
  });
});

test.each([
  [{ type: 'activate' }],
  [{ type: 'deactivate' }],
  [{ type: 'rename', name: 'X' }],
  [{ type: 'change-roles', roles: [], table }],
] as const)('%j needs a user', (command) => {
  spec.when(command).thenError('user-not-found', { kind: 'not-found' });
});
