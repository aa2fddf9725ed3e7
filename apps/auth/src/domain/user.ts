import { type Fact } from '#libs/kernel';

/** What a person is called and reached by; each is null once the person is erased. */
interface Personal {
  readonly login: string | null;
  readonly name: string | null;
  /** Null as well for those who have no address. */
  readonly email: string | null;
}

interface UserName {
  readonly name: string | null;
}

/** What can happen to a user. Roles and permissions are sets, written as alphabetical lists. */
export type UserFact =
  | Fact<
      'UserRegistered',
      Personal & { readonly userId: string; readonly roles: readonly string[]; readonly permissions: readonly string[] }
    >
  | Fact<'UserActivated', { readonly userId: string }>
  | Fact<'UserDeactivated', { readonly userId: string }>
  | Fact<'UserRenamed', { readonly userId: string; readonly before: UserName | null; readonly after: UserName | null }>
  | Fact<
      'RolesChanged',
      {
        readonly userId: string;
        readonly before: readonly string[];
        readonly after: readonly string[];
        readonly permissions: readonly string[];
      }
    >
  | Fact<'PersonErased', { readonly userId: string }>;

/** A user that is there. `erased` is for good; only an `active` one may log in. */
export interface KnownUser extends Personal {
  readonly status: 'inactive' | 'active' | 'erased';
  readonly userId: string;
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
}

export type User = { readonly status: 'absent' } | KnownUser;

export const noUser: User = { status: 'absent' };

/** The stream that tells of a user. */
export const userStream = (userId: string): string => `user:${userId}`;

/** @returns the user after the fact; a fact that does not fit the state leaves it, since facts are not questioned */
export function evolveUser(user: User, fact: UserFact): User {
  if (fact.event === 'UserRegistered') return { status: 'inactive', ...fact.body };
  if (fact.event === 'PersonErased') return erased(user, fact.body.userId);
  if (user.status === 'absent' || user.status === 'erased') return user;
  switch (fact.event) {
    case 'UserActivated':
      return { ...user, status: 'active' };
    case 'UserDeactivated':
      return { ...user, status: 'inactive' };
    case 'UserRenamed':
      return { ...user, name: fact.body.after?.name ?? null };
    case 'RolesChanged':
      return { ...user, roles: fact.body.after, permissions: fact.body.permissions };
  }
}

/** Also of a person who never was a user: an employee, for one. */
function erased(user: User, userId: string): KnownUser {
  const before = user.status === 'absent' ? { userId, roles: [], permissions: [] } : user;
  return { ...before, status: 'erased', login: null, name: null, email: null };
}
