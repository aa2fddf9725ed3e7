import { Injectable } from '@nestjs/common';
import { EventLog } from '#libs/event-store';
import { unauthenticated, uuidv7 } from '#libs/kernel';
import { BeginSession, type Tokens } from './begin-session.js';
import { LoginKeys } from './credentials/login-keys.js';
import { LoginThrottle } from './credentials/login-throttle.js';
import { decideOnSession, type SessionContext } from './decide-session.js';
import { type Identified, IdentifyUser } from './identify-user.js';

/** Exchanges login and password for tokens. Whoever is turned away is not told why, but the log is. */
@Injectable()
export class LogIn {
  constructor(
    private readonly log: EventLog,
    private readonly keys: LoginKeys,
    private readonly throttle: LoginThrottle,
    private readonly identify: IdentifyUser,
    private readonly begin: BeginSession,
  ) {}

  /** @throws DomainError `wrong-credentials`, `too-many-logins` */
  async execute(context: SessionContext, input: { login: string; password: string }): Promise<Tokens> {
    const key = this.keys.of(context.tenant, input.login);
    const identified = await this.identified(context.tenant, key, input);
    if (identified.user) {
      this.throttle.succeeded(key);
      return this.begin.execute(context, identified.user);
    }
    const { userId, reason } = identified;
    await decideOnSession(this.log, context, uuidv7(), { type: 'turn-away', userId, reason }, null);
    throw wrongCredentials();
  }

  private async identified(
    tenant: string,
    key: Buffer,
    input: { login: string; password: string },
  ): Promise<Identified> {
    this.throttle.begin(key);
    try {
      return await this.identify.execute(tenant, input.login, input.password);
    } catch (error) {
      this.throttle.undecided(key);
      throw error;
    }
  }
}

const wrongCredentials = () =>
  unauthenticated('wrong-credentials', 'This login and password do not go together, or the account is not active.');
