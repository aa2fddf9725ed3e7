import { Injectable } from '@nestjs/common';
import { EventLog } from '#libs/event-store';
import { conflict } from '#libs/kernel';
import { CredentialsStore } from '../persistence/credentials.store.js';
import { LoginKeys } from './credentials/login-keys.js';
import { loadUser } from './load-user.js';

/** A login, and whom it is for. */
export interface LoginClaim {
  readonly tenant: string;
  readonly login: string;
  readonly userId: string;
}

/**
 * A login belongs to one user of a tenant. The log cannot see to that, since it holds logins sealed, so the table of
 * credentials does:
 *
 * 1. *reserve*, before the user is registered. A reservation whose registration never happened (the process was killed
 *    in between) is taken over by the next who asks, half a minute later; one whose registration did happen is not, as
 *    the log of the user shows.
 * 2. *confirm*, afterwards. It fails only if the registration took longer than that half minute and somebody else has
 *    taken the login: then the later one keeps it.
 * 3. *settle* instead, when the registration was refused: the reservation goes back unless it is the user's own.
 */
@Injectable()
export class ReserveLogin {
  constructor(
    private readonly log: EventLog,
    private readonly credentials: CredentialsStore,
    private readonly keys: LoginKeys,
  ) {}

  /** The user a login belongs to, if it has led to one. */
  async holder(tenant: string, login: string): Promise<string | undefined> {
    const held = await this.credentials.find(tenant, this.keys.of(tenant, login));
    if (!held) return undefined;
    const theirs = held.confirmed || (await this.belongs({ tenant, login, userId: held.userId }));
    return theirs ? held.userId : undefined;
  }

  /** @throws DomainError `login-taken` */
  async reserve(claim: LoginClaim, passwordHash: string): Promise<void> {
    const { tenant, login, userId } = claim;
    const key = this.keys.of(tenant, login);
    if (await this.credentials.reserve(tenant, key, userId, passwordHash)) return;
    const held = await this.credentials.find(tenant, key);
    if (held?.userId === userId) return;
    if (!held || held.confirmed || (await this.belongs({ ...claim, userId: held.userId }))) throw loginTaken();
    if (!(await this.credentials.takeOver(tenant, key, held.userId, userId, passwordHash))) throw loginTaken();
  }

  /** Whether the login is the user's for good. */
  confirm({ tenant, login, userId }: LoginClaim): Promise<boolean> {
    return this.credentials.confirm(tenant, this.keys.of(tenant, login), userId);
  }

  async settle(claim: LoginClaim): Promise<void> {
    const { tenant, login, userId } = claim;
    if (await this.belongs(claim)) await this.confirm(claim);
    else await this.credentials.release(tenant, this.keys.of(tenant, login), userId);
  }

  /** Whether the log says that the user was registered with this login. */
  private async belongs({ tenant, login, userId }: LoginClaim): Promise<boolean> {
    const user = await loadUser(this.log, tenant, userId);
    if (user.status === 'absent' || user.login === null) return false;
    return this.keys.of(tenant, user.login).equals(this.keys.of(tenant, login));
  }
}

export const loginTaken = () =>
  conflict('login-taken', 'Somebody has this login already; choose another one.', { field: 'login' });
