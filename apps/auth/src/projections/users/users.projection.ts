import { type AuthEvent } from '#libs/contracts';
import { defineProjection } from '#libs/projections';
import { evolveUser, type KnownUser, noUser } from '../../domain/user.js';

/** A user, with their name and address unsealed: for the service's own answers. */
export type UserRow = KnownUser;

/** Of everything that can happen, what changes a user. */
type UserEvent = Extract<
  AuthEvent,
  {
    event: 'UserRegistered' | 'UserActivated' | 'UserDeactivated' | 'UserRenamed' | 'RolesChanged' | 'PersonErased';
  }
>;

/** All users of a tenant: who they are and what they may do. The fold is the one by which commands are decided. */
export const users = defineProjection<UserRow, UserEvent, { key: 'userId' }>({
  service: 'auth',
  name: 'users',
  version: 1,
  events: {
    auth: ['UserRegistered', 'UserActivated', 'UserDeactivated', 'UserRenamed', 'RolesChanged', 'PersonErased'],
  },
  table: {
    columns: {
      userId: 'uuid',
      login: { type: 'text', nullable: true },
      name: { type: 'text', nullable: true },
      email: { type: 'text', nullable: true },
      roles: 'texts',
      permissions: 'texts',
      status: 'text',
    },
    primaryKey: ['userId'],
  },
  keys: ({ body }) => [{ userId: body.userId }],
  evolve(row, event) {
    const user = evolveUser(row ?? noUser, event);
    return user.status === 'absent' ? null : user;
  },
});
