import { type AuthEvent } from '#libs/contracts';
import { defineProjection } from '#libs/projections';

/** Where a person can be reached; personal data, gone when the person is erased. */
export interface RecipientRow {
  userId: string;
  name: string | null;
  email: string | null;
}

type RecipientEvent = Extract<AuthEvent, { event: 'UserRegistered' | 'UserRenamed' | 'PersonErased' }>;

export const recipients = defineProjection<RecipientRow, RecipientEvent>({
  service: 'notifier',
  name: 'recipients',
  version: 1,
  events: { auth: ['UserRegistered', 'UserRenamed', 'PersonErased'] },
  table: {
    columns: { userId: 'uuid', name: { type: 'text', nullable: true }, email: { type: 'text', nullable: true } },
    primaryKey: ['userId'],
  },
  keys: ({ body }) => [{ userId: body.userId }],
  evolve(row, { event, body }) {
    switch (event) {
      case 'UserRegistered':
        return { userId: body.userId, name: body.name, email: body.email };
      case 'UserRenamed':
        return { userId: body.userId, email: row?.email ?? null, name: body.after?.name ?? null };
      case 'PersonErased':
        return { userId: body.userId, name: null, email: null };
    }
  },
});
