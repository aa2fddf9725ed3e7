import { Injectable } from '@nestjs/common';
import { EventLog } from '#libs/event-store';
import { type FailureReason } from '../domain/session.js';
import { type KnownUser } from '../domain/user.js';
import { CredentialsStore } from '../persistence/credentials.store.js';
import { LoginKeys } from './credentials/login-keys.js';
import { Passwords } from './credentials/passwords.js';
import { loadUser } from './load-user.js';

export type Identified =
  | { readonly user: KnownUser }
  | { readonly user: undefined; readonly userId: string | null; readonly reason: FailureReason };

/** Tells whose login and password these are. It takes as long for a login that nobody has. */
@Injectable()
export class IdentifyUser {
  constructor(
    private readonly log: EventLog,
    private readonly credentials: CredentialsStore,
    private readonly passwords: Passwords,
    private readonly keys: LoginKeys,
  ) {}

  async execute(tenant: string, login: string, password: string): Promise<Identified> {
    const key = this.keys.of(tenant, login);
    const held = await this.credentials.find(tenant, key);
    const right = await this.passwords.verify(held?.passwordHash, password);
    if (!held) return { user: undefined, userId: null, reason: 'unknown-login' };
    const { userId } = held;
    if (!right) return { user: undefined, userId, reason: 'wrong-password' };
    const user = await loadUser(this.log, tenant, userId);
    // A reservation is no login yet: only the log says whether its user was registered, and with which one.
    const theirs = user.status !== 'absent' && user.login !== null && this.keys.of(tenant, user.login).equals(key);
    if (!theirs) return { user: undefined, userId: null, reason: 'unknown-login' };
    return user.status === 'active' ? { user } : { user: undefined, userId, reason: 'inactive-user' };
  }
}
