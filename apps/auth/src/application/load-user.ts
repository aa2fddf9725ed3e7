import { type EventLog } from '#libs/event-store';
import { foldFacts } from '#libs/kernel';
import { user } from '../domain/user.decide.js';
import { type User, type UserFact, userStream } from '../domain/user.js';

/** The user as the log has it at this moment, however late the views may be. */
export async function loadUser(log: EventLog, tenant: string, userId: string): Promise<User> {
  return foldFacts(user, (await log.readStream(tenant, userStream(userId))) as UserFact[]);
}
