import { Inject, Injectable } from '@nestjs/common';
import { type AviaryReply, type AviaryRequest } from '#libs/http';
import { SERVICE_CONFIG, type ServiceConfig } from '#libs/platform';
import { type Tokens } from '../application/begin-session.js';
import { REFRESH_TOKEN_MS } from '../domain/refresh.js';
import { type ModeQuery, type TokensDto } from './auth.dto.js';

const NAME = 'aviary_refresh';
/** Sent to these paths only, and never upon a request that another site has caused. */
const SCOPE = 'Path=/api/auth; HttpOnly; SameSite=Strict';
const FOUND = new RegExp(`(?:^|;\\s*)${NAME}=([^;]*)`);

/** The cookie in which a browser keeps the refresh token out of reach of scripts. */
@Injectable()
export class RefreshCookie {
  private readonly scope: string;

  constructor(@Inject(SERVICE_CONFIG) config: Pick<ServiceConfig, 'publicUrl'>) {
    this.scope = config.publicUrl.startsWith('https:') ? `${SCOPE}; Secure` : SCOPE;
  }

  /** The refresh token that came along, if any. */
  read({ headers }: AviaryRequest): string | undefined {
    return FOUND.exec(headers.cookie ?? '')?.[1] || undefined;
  }

  /** Answers with tokens in the way asked for. */
  deliver(tokens: Tokens, mode: ModeQuery['mode'], reply: AviaryReply): TokensDto {
    if (mode === 'token') return tokens;
    const { refreshToken, ...rest } = tokens;
    this.set(reply, refreshToken, REFRESH_TOKEN_MS / 1000);
    return rest;
  }

  clear(reply: AviaryReply): void {
    this.set(reply, '', 0);
  }

  private set(reply: AviaryReply, value: string, maxAgeSeconds: number): void {
    void reply.header('Set-Cookie', `${NAME}=${value}; Max-Age=${maxAgeSeconds}; ${this.scope}`);
  }
}
