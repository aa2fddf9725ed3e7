import { Injectable } from '@nestjs/common';
import { EventLog } from '#libs/event-store';
import { shownPerson } from '#libs/kernel';
import { userNotFound } from '../domain/user.decide.js';
import { loadUser } from './load-user.js';

/** What somebody is told about themselves. */
export interface Me {
  readonly id: string;
  readonly login: string | null;
  readonly name: string | null;
  readonly erased: boolean;
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
}

/** Tells a user who they are, as of this moment. */
@Injectable()
export class TellMe {
  constructor(private readonly log: EventLog) {}

  /** @throws DomainError `user-not-found` */
  async execute(tenant: string, userId: string): Promise<Me> {
    const user = await loadUser(this.log, tenant, userId);
    if (user.status === 'absent') throw userNotFound();
    const { login, name, roles, permissions } = user;
    return { id: userId, login, ...shownPerson(name, user.status === 'erased'), roles, permissions };
  }
}
