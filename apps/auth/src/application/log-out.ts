import { Injectable } from '@nestjs/common';
import { EventLog } from '#libs/event-store';
import { SessionsStore } from '../persistence/sessions.store.js';
import { RefreshTokens } from './credentials/refresh-tokens.js';
import { decideOnSession, type SessionContext } from './decide-session.js';

/** Which session is to end: the one of a refresh token, or the one an access token was issued in. */
export type SessionReference = { readonly refreshToken: string } | { readonly sessionId: string };

/** Ends a session; what has ended stays so. */
@Injectable()
export class LogOut {
  constructor(
    private readonly log: EventLog,
    private readonly sessions: SessionsStore,
    private readonly refreshTokens: RefreshTokens,
  ) {}

  /** @throws DomainError `invalid-refresh-token` */
  async execute(context: SessionContext, reference: SessionReference): Promise<void> {
    const { tenant } = context;
    const { sessionId } =
      'sessionId' in reference ? reference : this.refreshTokens.read(tenant, reference.refreshToken);
    const session = await this.sessions.find(tenant, sessionId);
    if (!session) return;
    await this.sessions.revoke(tenant, sessionId);
    await decideOnSession(this.log, context, sessionId, { type: 'end' }, session.userId);
  }
}
