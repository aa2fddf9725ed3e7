import { type StreamStates } from '#libs/http';
import { foldFacts } from '#libs/kernel';
import { evolveUser, noUser, type UserFact } from '../domain/user.js';

/** What is known of a user, by the fold by which commands are decided. */
export const streamStates: StreamStates = {
  user(events) {
    const user = foldFacts({ initialState: noUser, evolve: evolveUser }, events as unknown as readonly UserFact[]);
    if (user.status === 'absent') return null;
    const { userId: id, status, name, login, email, roles, permissions } = user;
    return { id, status, name, login, email, roles, permissions };
  },
};
