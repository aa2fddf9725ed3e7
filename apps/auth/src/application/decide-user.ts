import { type CommandContext, type EventLog, executeCommand } from '#libs/event-store';
import { user, type UserCommand } from '../domain/user.decide.js';
import { userStream } from '../domain/user.js';

/** All that is answered about a user who was changed, and kept with an idempotency key: nothing personal. */
export interface UserChanged {
  readonly id: string;
}

/** Runs a command on one user and records what it leads to. @throws DomainError as `decideUser` */
export function decideOnUser(
  log: EventLog,
  context: CommandContext,
  userId: string,
  command: UserCommand,
): Promise<UserChanged> {
  return executeCommand(log, user, { streamId: userStream(userId), command, context, answer: () => ({ id: userId }) });
}
