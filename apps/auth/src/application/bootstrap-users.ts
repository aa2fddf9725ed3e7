import { Injectable } from '@nestjs/common';
import { uuidv5, uuidv7 } from '#libs/kernel';
import { TenantRegistry } from '#libs/tenancy';
import { LoginKeys } from './credentials/login-keys.js';
import { type NewUser, RegisterUser } from './register-user.js';
import { ReserveLogin } from './reserve-login.js';

/** The first users of a tenant, who nobody is there yet to register. */
export interface Bootstrap {
  readonly tenant: string;
  readonly users: readonly NewUser[];
}

export interface BootstrappedUser {
  readonly id: string;
  /** False: the login was there before, and was left as it is. */
  readonly created: boolean;
}

/** Makes the first users of a tenant when it is provisioned or seeded. Doing it again changes nothing. */
@Injectable()
export class BootstrapUsers {
  constructor(
    private readonly tenants: TenantRegistry,
    private readonly logins: ReserveLogin,
    private readonly register: RegisterUser,
    private readonly keys: LoginKeys,
  ) {}

  /** @returns one for each user, in their order. @throws DomainError `unknown-tenant` and as `RegisterUser` */
  async execute({ tenant, users }: Bootstrap): Promise<BootstrappedUser[]> {
    await this.tenants.get(tenant);
    const made: BootstrappedUser[] = [];
    for (const user of users) made.push(await this.one(tenant, user));
    return made;
  }

  private async one(tenant: string, user: NewUser): Promise<BootstrappedUser> {
    const holder = await this.logins.holder(tenant, user.login);
    if (holder !== undefined) return { id: holder, created: false };
    const context = { tenant, actor: 'system:bootstrap', correlationId: uuidv7() };
    // Derived, so that a bootstrap that was killed half way meets its own reservation again; and not from the login
    // itself, which could be guessed from an id that outlives it.
    const id = user.id ?? uuidv5('auth.bootstrap', tenant, this.keys.of(tenant, user.login).toString('hex'));
    await this.register.execute(context, { ...user, id });
    return { id, created: true };
  }
}
