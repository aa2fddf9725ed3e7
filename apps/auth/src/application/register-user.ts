import { Injectable } from '@nestjs/common';
import { type CommandContext, EventLog } from '#libs/event-store';
import { DomainError, uuidv5, uuidv7 } from '#libs/kernel';
import { defaultRoles, permissionsOf } from '../domain/roles.js';
import { type UserCommand } from '../domain/user.decide.js';
import { Passwords } from './credentials/passwords.js';
import { decideOnUser, type UserChanged } from './decide-user.js';
import { type LoginClaim, loginTaken, ReserveLogin } from './reserve-login.js';

export interface NewUser {
  /** For a person who has an id already, as an employee for one; otherwise a new one is made. */
  readonly id?: string | undefined;
  readonly login: string;
  readonly name: string;
  readonly email?: string | null | undefined;
  readonly password: string;
  readonly roles: readonly string[];
}

/** Makes a user who can log in at once. */
@Injectable()
export class RegisterUser {
  constructor(
    private readonly log: EventLog,
    private readonly passwords: Passwords,
    private readonly logins: ReserveLogin,
  ) {}

  /** @throws DomainError `login-taken`, `user-exists`, `unknown-role`, `password-too-short` */
  async execute(context: CommandContext, input: NewUser): Promise<UserChanged> {
    const { tenant } = context;
    const table = defaultRoles(tenant);
    permissionsOf(input.roles, table);
    this.passwords.assertGood(input.password);
    const userId = input.id ?? idFor(context);
    const { login, name, email = null, roles } = input;
    const claim = { tenant, login, userId };
    await this.logins.reserve(claim, await this.passwords.hash(input.password));
    const answer = await this.register(context, claim, { type: 'register', userId, login, name, email, roles, table });
    if (await this.logins.confirm(claim)) return answer;
    const undoing = { tenant, actor: context.actor, correlationId: context.correlationId };
    await decideOnUser(this.log, undoing, userId, { type: 'deactivate' });
    throw loginTaken();
  }

  private async register(context: CommandContext, claim: LoginClaim, command: UserCommand): Promise<UserChanged> {
    try {
      return await decideOnUser(this.log, context, claim.userId, command);
    } catch (error) {
      // With the log away nobody knows what has been recorded: the reservation stays, and is looked into by the next.
      if (error instanceof DomainError && error.kind !== 'unavailable') await this.logins.settle(claim);
      throw error;
    }
  }
}

/** The same request sent twice is about the same person, also when both are under way at the same time. */
function idFor({ tenant, actor, idempotency }: CommandContext): string {
  return idempotency ? uuidv5('auth.register', tenant, actor ?? '', idempotency.key) : uuidv7();
}
