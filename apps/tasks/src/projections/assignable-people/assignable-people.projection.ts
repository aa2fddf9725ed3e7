import { type AuthEvent } from '#libs/contracts';
import { defineProjection } from '#libs/projections';

/** Who may be given tasks: read from the identities' log, so that a draw needs nobody else's service. */
export interface PersonRow {
  userId: string;
  active: boolean;
  canBeAssigned: boolean;
}

type PersonEvent = Extract<
  AuthEvent,
  { event: 'UserRegistered' | 'UserActivated' | 'UserDeactivated' | 'RolesChanged' | 'PersonErased' }
>;

/** The permission that lets a person be drawn. */
export const CAN_BE_ASSIGNED = 'tasks.can_be_assigned';

export const assignablePeople = defineProjection<PersonRow, PersonEvent>({
  service: 'tasks',
  name: 'assignable_people',
  version: 1,
  events: { auth: ['UserRegistered', 'UserActivated', 'UserDeactivated', 'RolesChanged', 'PersonErased'] },
  table: {
    columns: { userId: 'uuid', active: 'boolean', canBeAssigned: 'boolean' },
    primaryKey: ['userId'],
  },
  keys: (event) => [{ userId: event.body.userId }],
  evolve(row, event) {
    const { userId } = event.body;
    const before = row ?? { userId, active: false, canBeAssigned: false };
    switch (event.event) {
      case 'UserRegistered':
      case 'RolesChanged':
        return { ...before, canBeAssigned: event.body.permissions.includes(CAN_BE_ASSIGNED) };
      case 'UserActivated':
        return { ...before, active: true };
      case 'UserDeactivated':
      case 'PersonErased':
        return { ...before, active: false };
    }
  },
});
