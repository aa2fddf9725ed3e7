import { Injectable } from '@nestjs/common';
import { type CommandContext, EventLog } from '#libs/event-store';
import { decideOnUser, type UserChanged } from './decide-user.js';

/** Gives a user another name. */
@Injectable()
export class RenameUser {
  constructor(private readonly log: EventLog) {}

  /** @throws DomainError `user-not-found`, `user-erased` */
  execute(context: CommandContext, userId: string, name: string): Promise<UserChanged> {
    return decideOnUser(this.log, context, userId, { type: 'rename', name });
  }
}
