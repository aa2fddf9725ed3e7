import { Injectable, Logger } from '@nestjs/common';
import { EventLog } from '#libs/event-store';
import { DomainError, uuidv5, uuidv7 } from '#libs/kernel';
import { TenantRegistry } from '#libs/tenancy';
import { LoginKeys } from './credentials/login-keys.js';
import { loadUser } from './load-user.js';
import { type NewUser, RegisterUser } from './register-user.js';
import { ReserveLogin } from './reserve-login.js';

/** The first users of a tenant, who nobody is there yet to register. */
export interface Bootstrap {
  readonly tenant: string;
  readonly users: readonly NewUser[];
}

export interface BootstrappedUser {
  readonly id: string;
  /** False: the login was there before, and was left as it is; or the person was erased, and stays so. */
  readonly created: boolean;
}

/** Makes the first users of a tenant when it is provisioned or seeded. Doing it again changes nothing. */
@Injectable()
export class BootstrapUsers {
  private readonly logger = new Logger(BootstrapUsers.name);

  constructor(
    private readonly log: EventLog,
    private readonly tenants: TenantRegistry,
    private readonly logins: ReserveLogin,
    private readonly register: RegisterUser,
    private readonly keys: LoginKeys,
  ) {}

  /** @returns one for each user, in their order. @throws DomainError `unknown-tenant` and as `RegisterUser` */
  async execute({ tenant, users }: Bootstrap): Promise<BootstrappedUser[]> {
    await this.tenants.get(tenant);
    // All at the same time: what is appended together costs little more than the first.
    return await Promise.all(users.map(async (user) => await this.one(tenant, user)));
  }

  private async one(tenant: string, user: NewUser): Promise<BootstrappedUser> {
    const holder = await this.logins.holder(tenant, user.login);
    if (holder !== undefined) return { id: holder, created: false };
    // Derived, so that a bootstrap that was killed half way meets its own reservation again; and not from the login
    // itself, which could be guessed from an id that outlives it.
    const id = user.id ?? uuidv5('auth.bootstrap', tenant, this.keys.of(tenant, user.login).toString('hex'));
    if (await this.isErased(tenant, id)) {
      this.logger.warn({ tenant, user: id }, 'this person was erased and stays so; the login is not made again');
      return { id, created: false };
    }
    return { id, created: await this.isNew(tenant, { ...user, id }) };
  }

  /** Makes the user; false if the same bootstrap, sent before and perhaps still under way, has done so meanwhile. */
  private async isNew(tenant: string, user: NewUser): Promise<boolean> {
    const context = { tenant, actor: 'system:bootstrap', correlationId: uuidv7() };
    try {
      await this.register.execute(context, user);
      return true;
    } catch (error) {
      const isThere = error instanceof DomainError && error.code === 'user-exists';
      if (isThere && (await this.logins.holder(tenant, user.login)) === user.id) return false;
      throw error;
    }
  }

  /** Whoever is there without a name is erased, or about to be. */
  private async isErased(tenant: string, id: string): Promise<boolean> {
    const known = await loadUser(this.log, tenant, id);
    return known.status !== 'absent' && known.name === null;
  }
}
