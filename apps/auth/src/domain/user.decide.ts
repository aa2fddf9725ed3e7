import { conflict, type Decider, notFound } from '#libs/kernel';
import { permissionsOf, type RoleTable, roleSet } from './roles.js';
import { evolveUser, type KnownUser, noUser, type User, type UserFact } from './user.js';

export type UserCommand =
  | {
      readonly type: 'register';
      readonly userId: string;
      readonly login: string;
      readonly name: string;
      readonly email: string | null;
      readonly roles: readonly string[];
      /** The roles of the tenant. */
      readonly table: RoleTable;
    }
  /** Somebody of whom only the name is known: they cannot log in, and are given nothing to do until they are activated. */
  | { readonly type: 'import'; readonly userId: string; readonly name: string; readonly table: RoleTable }
  | { readonly type: 'activate' }
  | { readonly type: 'deactivate' }
  | { readonly type: 'rename'; readonly name: string }
  | { readonly type: 'change-roles'; readonly roles: readonly string[]; readonly table: RoleTable }
  /** Of anybody about whom something personal was recorded, be they a user or not. */
  | { readonly type: 'erase'; readonly userId: string };

export const user: Decider<User, UserCommand, UserFact> = {
  initialState: noUser,
  evolve: evolveUser,
  decide: decideUser,
};

/**
 * What is so already leads to no fact. A user is registered ready to log in.
 *
 * @throws DomainError `user-exists`, `user-not-found`, `user-erased`, `unknown-role`
 */
export function decideUser(command: UserCommand, state: User): UserFact[] {
  if (command.type === 'register') return register(command, state);
  if (command.type === 'import') return imported(command, state);
  if (command.type === 'erase')
    return state.status === 'erased' ? [] : [{ event: 'PersonErased', body: { userId: command.userId } }];
  if (state.status === 'absent') throw userNotFound();
  if (state.status === 'erased')
    throw conflict('user-erased', 'This person was erased; nothing about them can change.');
  switch (command.type) {
    case 'activate':
      return state.status === 'active' ? [] : [fact('UserActivated', state)];
    case 'deactivate':
      return state.status === 'inactive' ? [] : [fact('UserDeactivated', state)];
    case 'rename':
      return rename(command.name, state);
    case 'change-roles':
      return changeRoles(command.roles, command.table, state);
  }
}

function register(command: Extract<UserCommand, { type: 'register' }>, state: User): UserFact[] {
  if (state.status !== 'absent') throw conflict('user-exists', 'A user with this id exists already.', { field: 'id' });
  const { userId, login, name, email, table } = command;
  const roles = roleSet(command.roles);
  const permissions = permissionsOf(roles, table);
  return [
    { event: 'UserRegistered', body: { userId, login, name, email, roles, permissions } },
    { event: 'UserActivated', body: { userId } },
  ];
}

/** Whoever is there, or was erased, stays as they are. */
function imported({ userId, name, table }: Extract<UserCommand, { type: 'import' }>, state: User): UserFact[] {
  if (state.status !== 'absent') return [];
  const roles = ['developer'];
  const body = { userId, login: null, name, email: null, roles, permissions: permissionsOf(roles, table) };
  return [{ event: 'UserRegistered', body }];
}

function rename(name: string, { userId, name: before }: KnownUser): UserFact[] {
  if (name === before) return [];
  return [{ event: 'UserRenamed', body: { userId, before: { name: before }, after: { name } } }];
}

function changeRoles(wanted: readonly string[], table: RoleTable, { userId, roles: before }: KnownUser): UserFact[] {
  const after = roleSet(wanted);
  const permissions = permissionsOf(after, table);
  if (after.join() === before.join()) return [];
  return [{ event: 'RolesChanged', body: { userId, before, after, permissions } }];
}

function fact(event: 'UserActivated' | 'UserDeactivated', { userId }: KnownUser): UserFact {
  return { event, body: { userId } };
}

/** 404: there is no such user in this tenant. */
export const userNotFound = () => notFound('user-not-found', 'There is no user with this id.', { field: 'id' });
