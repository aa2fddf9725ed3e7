import { Injectable } from '@nestjs/common';
import { type AviaryReply, type AviaryRequest, commandContextOf } from '#libs/http';
import { TokenVerifier } from '#libs/security';
import { LogIn } from '../application/log-in.js';
import { LogOut, type SessionReference } from '../application/log-out.js';
import { invalidRefreshToken } from '../application/credentials/refresh-tokens.js';
import { RefreshSession } from '../application/refresh-session.js';
import { type LogInBody, type ModeQuery, type RefreshBody, type TokensDto } from './auth.dto.js';
import { RefreshCookie } from './refresh-cookie.js';

/** Requests about sessions: where their credentials are found, and how new ones are handed over. */
@Injectable()
export class SessionRequests {
  constructor(
    private readonly logIn: LogIn,
    private readonly refreshSession: RefreshSession,
    private readonly logOut: LogOut,
    private readonly cookie: RefreshCookie,
    private readonly accessTokens: TokenVerifier,
  ) {}

  async begin(
    request: AviaryRequest,
    body: LogInBody,
    mode: ModeQuery['mode'],
    reply: AviaryReply,
  ): Promise<TokensDto> {
    return this.cookie.deliver(await this.logIn.execute(commandContextOf(request), body), mode, reply);
  }

  /** A token that came in the cookie is answered in the cookie, whatever the mode. */
  async refresh(
    request: AviaryRequest,
    body: RefreshBody,
    mode: ModeQuery['mode'],
    reply: AviaryReply,
  ): Promise<TokensDto> {
    const token = body.refreshToken ?? this.cookie.read(request);
    if (token === undefined) throw invalidRefreshToken();
    const tokens = await this.refreshSession.execute(commandContextOf(request), token);
    return this.cookie.deliver(tokens, body.refreshToken === undefined ? 'cookie' : mode, reply);
  }

  async end(request: AviaryRequest, body: RefreshBody, reply: AviaryReply): Promise<object> {
    this.cookie.clear(reply);
    await this.logOut.execute(commandContextOf(request), await this.reference(request, body));
    return {};
  }

  /** The session of the refresh token; without one, the session in which the access token was issued. */
  private async reference(request: AviaryRequest, body: RefreshBody): Promise<SessionReference> {
    const refreshToken = body.refreshToken ?? this.cookie.read(request);
    if (refreshToken !== undefined) return { refreshToken };
    const { sessionId, tenant } = await this.accessTokens.verify(request);
    if (sessionId === undefined || tenant !== request.tenant) throw invalidRefreshToken();
    return { sessionId };
  }
}
