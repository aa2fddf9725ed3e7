import { Injectable } from '@nestjs/common';
import { type CommandContext, EventLog } from '#libs/event-store';
import { decideOnUser, type UserChanged } from './decide-user.js';

/** Lets a user log in again. */
@Injectable()
export class ActivateUser {
  constructor(private readonly log: EventLog) {}

  /** @throws DomainError `user-not-found`, `user-erased` */
  execute(context: CommandContext, userId: string): Promise<UserChanged> {
    return decideOnUser(this.log, context, userId, { type: 'activate' });
  }
}
