import { KeyObject } from 'node:crypto';
import { createRemoteJWKSet, decodeProtectedHeader, errors, type RemoteJWKSetOptions } from 'jose';
import { Logger } from '@nestjs/common';
import { keysUnavailable, tokenInvalid } from './errors.js';

/** The one algorithm our tokens are signed with; a token that names another is never looked into. */
export const ALGORITHM = 'RS256';

const REFRESH_AFTER_MS = 600_000;
const RETRY_AFTER_MS = 30_000;

const OPTIONS: RemoteJWKSetOptions = {
  timeoutDuration: 3_000,
  // An unknown key id makes it ask again, but strangers cannot make it ask all the time.
  cooldownDuration: 5_000,
  // Known keys stay good while auth is away; they are refreshed beside the requests (see below).
  cacheMaxAge: Infinity,
};

/**
 * The public keys of `auth`, fetched when first needed and refreshed every ten minutes beside the requests, so that
 * tokens go on being checked while auth is away.
 */
export class SigningKeys {
  private readonly log = new Logger(SigningKeys.name);
  private readonly remote: ReturnType<typeof createRemoteJWKSet>;
  private readonly converted = new WeakMap<object, KeyObject>();
  private refreshAt = 0;

  /** @param url of the JWK set */
  constructor(url: URL) {
    this.remote = createRemoteJWKSet(url, OPTIONS);
  }

  /**
   * The key a token names.
   *
   * @throws TypeError if it is no token (as a rejection: this is async for that reason, too); DomainError `token-invalid`
   *   if it names no key of ours, `signing-keys-unavailable` (503)
   */
  async keyFor(token: string): Promise<KeyObject> {
    const header = decodeProtectedHeader(token);
    if (header.alg !== ALGORITHM) throw tokenInvalid(`alg ${String(header.alg)}`);
    try {
      const key = await this.remote({ ...header, alg: ALGORITHM });
      this.refresh();
      return this.convert(key);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
        throw tokenInvalid(error);
      throw keysUnavailable(error);
    }
  }

  private convert(key: Awaited<ReturnType<typeof this.remote>>): KeyObject {
    let found = this.converted.get(key);
    if (found === undefined) {
      found = KeyObject.from(key);
      this.converted.set(key, found);
    }
    return found;
  }

  private refresh(): void {
    const now = Date.now();
    if (this.refreshAt === 0) this.refreshAt = now + REFRESH_AFTER_MS;
    if (now < this.refreshAt) return;
    this.refreshAt = now + RETRY_AFTER_MS;
    this.remote.reload().then(
      () => (this.refreshAt = Date.now() + REFRESH_AFTER_MS),
      (error: unknown) => this.log.warn({ err: error }, 'the signing keys could not be refreshed'),
    );
  }
}
