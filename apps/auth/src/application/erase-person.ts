import { Injectable } from '@nestjs/common';
import { type CommandContext, EventLog, Sealing } from '#libs/event-store';
import { userNotFound } from '../domain/user.decide.js';
import { CredentialsStore } from '../persistence/credentials.store.js';
import { SessionsStore } from '../persistence/sessions.store.js';
import { decideOnUser, type UserChanged } from './decide-user.js';
import { loadUser } from './load-user.js';

/**
 * Forgets who a person was, for good: the key of their sealed data is destroyed first, since nothing can undo that, then
 * the login and the sessions go, then everybody is told. The answer is kept with what everybody is told, so it comes last:
 * whoever was not answered sends the request again, and whatever was cut short is done. Whoever has a key can be erased,
 * so also those who are employees and no users.
 */
@Injectable()
export class ErasePerson {
  constructor(
    private readonly log: EventLog,
    private readonly sealing: Sealing,
    private readonly credentials: CredentialsStore,
    private readonly sessions: SessionsStore,
  ) {}

  /** @throws DomainError `user-not-found` */
  async execute(context: CommandContext, userId: string): Promise<UserChanged> {
    const { tenant } = context;
    const known = (await loadUser(this.log, tenant, userId)).status !== 'absent';
    if (!known && !(await this.sealing.knows(tenant, userId))) throw userNotFound();
    await this.sealing.erase(tenant, userId);
    await this.credentials.forget(tenant, userId);
    await this.sessions.forget(tenant, userId);
    return await decideOnUser(this.log, context, userId, { type: 'erase', userId });
  }
}
