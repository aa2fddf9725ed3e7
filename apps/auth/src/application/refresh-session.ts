import { Injectable } from '@nestjs/common';
import { EventLog } from '#libs/event-store';
import { unauthenticated } from '#libs/kernel';
import { judgeRefresh, REFRESH_TOKEN_MS } from '../domain/refresh.js';
import { SessionsStore, type StoredSession } from '../persistence/sessions.store.js';
import { type Tokens } from './begin-session.js';
import { ACCESS_TOKEN_SECONDS, AccessTokens } from './credentials/access-tokens.js';
import { invalidRefreshToken, type RefreshToken, RefreshTokens } from './credentials/refresh-tokens.js';
import { decideOnSession, type SessionContext } from './decide-session.js';
import { loadUser } from './load-user.js';

/**
 * Exchanges a refresh token for new tokens, with the roles the user holds by now. Each refresh token is good for one
 * use; a second one shows that it has been copied, and ends the session, since nobody can tell the thief from the owner.
 */
@Injectable()
export class RefreshSession {
  constructor(
    private readonly log: EventLog,
    private readonly sessions: SessionsStore,
    private readonly accessTokens: AccessTokens,
    private readonly refreshTokens: RefreshTokens,
  ) {}

  /** @throws DomainError `invalid-refresh-token`, `session-ended`, `refresh-token-reused` (all 401) */
  async execute(context: SessionContext, token: string): Promise<Tokens> {
    const presented = this.refreshTokens.read(context.tenant, token);
    const stored = await this.sessions.find(context.tenant, presented.sessionId);
    if (!stored) throw invalidRefreshToken();
    switch (judgeRefresh(stored, presented.secretHash, Date.now())) {
      case 'rotate':
        return this.rotate(context, presented, stored);
      case 'reused':
        return this.refuseReuse(context, presented.sessionId, stored.userId);
      case 'ended':
        throw sessionEnded();
    }
  }

  private async rotate(context: SessionContext, { sessionId, secretHash }: RefreshToken, { userId }: StoredSession) {
    const { tenant } = context;
    const user = await loadUser(this.log, tenant, userId);
    if (user.status !== 'active') {
      await this.sessions.revoke(tenant, sessionId);
      throw sessionEnded();
    }
    const accessToken = await this.accessTokens.ofSession(tenant, sessionId, user);
    const next = this.refreshTokens.issue(tenant, sessionId);
    const expiresAt = Date.now() + REFRESH_TOKEN_MS;
    const rotated = await this.sessions.rotate(tenant, sessionId, secretHash, next.secretHash, expiresAt);
    // Somebody else has used the same token in this very moment.
    if (!rotated) return this.refuseReuse(context, sessionId, userId);
    return { accessToken, refreshToken: next.token, expiresIn: ACCESS_TOKEN_SECONDS };
  }

  private async refuseReuse(context: SessionContext, sessionId: string, userId: string): Promise<never> {
    await this.sessions.revoke(context.tenant, sessionId);
    const reason = 'refresh-token-reused';
    await decideOnSession(this.log, context, sessionId, { type: 'turn-away', userId, reason }, null);
    await decideOnSession(this.log, context, sessionId, { type: 'end' }, 'system:auth');
    throw unauthenticated(reason, 'This refresh token was used before, so its session has been ended; log in again.');
  }
}

const sessionEnded = () => unauthenticated('session-ended', 'This session has ended; log in again.');
