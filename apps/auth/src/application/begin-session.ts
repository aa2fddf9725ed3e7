import { Injectable } from '@nestjs/common';
import { EventLog } from '#libs/event-store';
import { uuidv7 } from '#libs/kernel';
import { REFRESH_TOKEN_MS } from '../domain/refresh.js';
import { type KnownUser } from '../domain/user.js';
import { SessionsStore } from '../persistence/sessions.store.js';
import { ACCESS_TOKEN_SECONDS, AccessTokens } from './credentials/access-tokens.js';
import { RefreshTokens } from './credentials/refresh-tokens.js';
import { decideOnSession, type SessionContext } from './decide-session.js';

/** What a client goes on with: `expiresIn` are the seconds for which the access token is good. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresIn: number;
}

/** Opens a session for a user who has proved who they are. */
@Injectable()
export class BeginSession {
  constructor(
    private readonly log: EventLog,
    private readonly sessions: SessionsStore,
    private readonly accessTokens: AccessTokens,
    private readonly refreshTokens: RefreshTokens,
  ) {}

  async execute(context: SessionContext, user: KnownUser): Promise<Tokens> {
    const { tenant } = context;
    const { userId } = user;
    const sessionId = uuidv7();
    const { token, secretHash } = this.refreshTokens.issue(tenant, sessionId);
    await this.sessions.add(tenant, sessionId, { userId, secretHash, expiresAt: Date.now() + REFRESH_TOKEN_MS });
    await decideOnSession(this.log, context, sessionId, { type: 'begin', userId, sessionId }, userId);
    const accessToken = await this.accessTokens.ofSession(tenant, sessionId, user);
    return { accessToken, refreshToken: token, expiresIn: ACCESS_TOKEN_SECONDS };
  }
}
