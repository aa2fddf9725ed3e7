import { Injectable } from '@nestjs/common';
import { SignJWT } from 'jose';
import { ALGORITHM, AUDIENCE, ISSUER } from '#libs/security';
import { SigningKeys } from './signing-keys.js';

/** How long a user's access token is good for, in seconds: so long a change of roles may take to be felt everywhere. */
export const ACCESS_TOKEN_SECONDS = 900;

/** What an access token says. */
export interface Grant {
  readonly tenant: string;
  /** The user's UUID, or `system:<name>`. */
  readonly subject: string;
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
  /** Only users have sessions. */
  readonly sessionId?: string;
}

/** Access tokens: JWTs by which every other service believes who asks, and what they may do. */
@Injectable()
export class AccessTokens {
  constructor(private readonly keys: SigningKeys) {}

  /** @param seconds for which the token is good */
  async issue({ tenant, subject, roles, permissions, sessionId }: Grant, seconds: number): Promise<string> {
    const { kid, privateKey } = await this.keys.signing();
    const session = sessionId === undefined ? {} : { sid: sessionId };
    return new SignJWT({ tenant, roles, permissions, ...session })
      .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT', kid })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(subject)
      .setIssuedAt()
      .setExpirationTime(`${seconds}s`)
      .sign(privateKey);
  }

  /** The token of a user in a session. */
  ofSession(tenant: string, sessionId: string, user: UserGrant): Promise<string> {
    const { userId: subject, roles, permissions } = user;
    return this.issue({ tenant, subject, roles, permissions, sessionId }, ACCESS_TOKEN_SECONDS);
  }
}

interface UserGrant {
  readonly userId: string;
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
}
