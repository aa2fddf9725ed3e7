import { Injectable } from '@nestjs/common';
import { type CommandContext, EventLog } from '#libs/event-store';
import { SessionsStore } from '../persistence/sessions.store.js';
import { decideOnUser, type UserChanged } from './decide-user.js';

/** Shuts a user out: no new session, and none of the old ones goes on once its access token has expired. */
@Injectable()
export class DeactivateUser {
  constructor(
    private readonly log: EventLog,
    private readonly sessions: SessionsStore,
  ) {}

  /** @throws DomainError `user-not-found`, `user-erased` */
  async execute(context: CommandContext, userId: string): Promise<UserChanged> {
    const changed = await decideOnUser(this.log, context, userId, { type: 'deactivate' });
    await this.sessions.revokeAllOf(context.tenant, userId);
    return changed;
  }
}
