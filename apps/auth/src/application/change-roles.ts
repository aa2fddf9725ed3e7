import { Injectable } from '@nestjs/common';
import { type CommandContext, EventLog } from '#libs/event-store';
import { defaultRoles } from '../domain/roles.js';
import { decideOnUser, type UserChanged } from './decide-user.js';

/** Gives a user other roles in place of those they hold. */
@Injectable()
export class ChangeRoles {
  constructor(private readonly log: EventLog) {}

  /** @throws DomainError `user-not-found`, `user-erased`, `unknown-role` */
  execute(context: CommandContext, userId: string, roles: readonly string[]): Promise<UserChanged> {
    return decideOnUser(this.log, context, userId, {
      type: 'change-roles',
      roles,
      table: defaultRoles(context.tenant),
    });
  }
}
