import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { isUuid, unauthenticated } from '#libs/kernel';
import { deriveSecret, SERVICE_CONFIG, type ServiceConfig } from '#libs/platform';

/** What a refresh token says. */
export interface RefreshToken {
  readonly sessionId: string;
  /** SHA-256 of its secret, in hexadecimal digits. */
  readonly secretHash: string;
}

const RANDOM_CHARACTERS = 43;
const FORM = /^([0-9a-f-]{36})\.([\w-]{43})([\w-]{43})$/;

/**
 * Refresh tokens, `<sessionId>.<secret>`. The secret is 32 random bytes and a mark over them and the session, both in
 * base64url. By the mark a token that was issued once is told from one that was made up, so that nobody can end a
 * session whose id they have seen by presenting a wrong secret as if it had been used before.
 */
@Injectable()
export class RefreshTokens {
  private readonly key: string;

  constructor(@Inject(SERVICE_CONFIG) config: Pick<ServiceConfig, 'serviceSecret'>) {
    this.key = deriveSecret(config.serviceSecret, 'refresh-tokens');
  }

  issue(tenant: string, sessionId: string): { token: string; secretHash: string } {
    const random = randomBytes(32).toString('base64url');
    const secret = random + this.mark(tenant, sessionId, random).toString('base64url');
    return { token: `${sessionId}.${secret}`, secretHash: hashOf(secret) };
  }

  /** @throws DomainError `invalid-refresh-token` (401) for what was never issued in this tenant */
  read(tenant: string, token: string): RefreshToken {
    const [, sessionId = '', random = '', mark = ''] = FORM.exec(token) ?? [];
    const expected = this.mark(tenant, sessionId, random).toString('base64url');
    if (mark.length !== RANDOM_CHARACTERS || !isUuid(sessionId)) throw invalidRefreshToken();
    if (!timingSafeEqual(Buffer.from(mark), Buffer.from(expected))) throw invalidRefreshToken();
    return { sessionId, secretHash: hashOf(random + mark) };
  }

  private mark(tenant: string, sessionId: string, random: string): Buffer {
    return createHmac('sha256', this.key).update(`${tenant}\0${sessionId}\0${random}`).digest();
  }
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

export const invalidRefreshToken = () =>
  unauthenticated('invalid-refresh-token', 'This refresh token is not valid; log in again.');
