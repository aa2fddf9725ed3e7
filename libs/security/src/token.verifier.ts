import { Inject, Injectable } from '@nestjs/common';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { DomainError } from '#libs/kernel';
import { SERVICE_CONFIG, type ServiceConfig } from '#libs/platform';
import { AUDIENCE, claimsSchema, ISSUER } from './claims.js';
import { tokenExpired, tokenInvalid, tokenMissing } from './errors.js';
import { type GuardedRequest, type Principal } from './principal.js';
import { ALGORITHM, SigningKeys } from './signing-keys.js';

export { AUDIENCE, ISSUER, type Claims } from './claims.js';
export { ALGORITHM } from './signing-keys.js';

/** What a passport strategy calls when it has made up its mind. */
interface Attempt {
  authenticate(request: object): void;
  success(principal: Principal): void;
  fail(reason: unknown): void;
  error(error: unknown): void;
}

/**
 * Tells who asks from the bearer token, with passport-jwt. The strategy is driven here and not through `passport` or
 * `@nestjs/passport`, which keep strategies by name for the whole process: of the services that live in one, the last to
 * start would check the tokens of all.
 */
@Injectable()
export class TokenVerifier {
  private readonly strategy: Strategy;

  constructor(@Inject(SERVICE_CONFIG) config: ServiceConfig) {
    const keys = new SigningKeys(new URL(`${config.upstreams['auth']}/.well-known/jwks.json`));
    this.strategy = new Strategy(
      {
        jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
        secretOrKeyProvider: (_request, token: string, done) => {
          // jsonwebtoken, below passport-jwt, takes a KeyObject as well, which spares it parsing PEM for each request.
          keys.keyFor(token).then((key) => done(null, key as unknown as Buffer), done);
        },
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience: AUDIENCE,
      },
      (payload: unknown, done: (error: unknown, principal?: Principal) => void) => {
        const claims = claimsSchema.safeParse(payload);
        if (!claims.success) return done(tokenInvalid(claims.error));
        const { sub, tenant, roles, permissions, sid } = claims.data;
        done(null, { userId: sub, tenant, roles, permissions, ...(sid === undefined ? {} : { sessionId: sid }) });
      },
    );
  }

  /**
   * @throws DomainError 401 `token-missing`, `token-expired`, `token-invalid`; 503 if the keys cannot be had
   */
  verify(request: GuardedRequest): Promise<Principal> {
    return new Promise((resolve, reject) => {
      const attempt = Object.create(this.strategy) as Attempt;
      attempt.success = resolve;
      attempt.fail = (reason) => reject(whyNot(reason, request));
      attempt.error = (error) => reject(error instanceof Error ? error : new Error(String(error)));
      attempt.authenticate(request);
    });
  }
}

/** passport-jwt tells no token, no key and a bad token in the same way: by the error. */
function whyNot(reason: unknown, request: GuardedRequest): DomainError {
  if (reason instanceof DomainError) return reason;
  if (reason instanceof Error && reason.name === 'TokenExpiredError') return tokenExpired();
  return request.headers.authorization === undefined ? tokenMissing() : tokenInvalid(reason);
}
