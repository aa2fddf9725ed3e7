import { createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { calculateJwkThumbprint, exportJWK, type JWK } from 'jose';
import { deriveSecret, HealthRegistry, SERVICE_CONFIG, type ServiceConfig } from '#libs/platform';
import { SigningKeysStore, type StoredKey } from '../../persistence/signing-keys.store.js';
import { openBox, sealBox } from './sealed-box.js';

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
}

interface Keys {
  readonly signing: SigningKey;
  /** The public keys: a JWK set's `keys`. */
  readonly shown: readonly JWK[];
}

const GENERATE = promisify(generateKeyPair);
/** So long a key that another instance has put in its place is still used, and shown, here. */
const REFRESH_MS = 60_000;

/** The keys that access tokens are signed with (RS256, 2048 bits): made when the first instance starts. */
@Injectable()
export class SigningKeys implements OnApplicationBootstrap {
  private readonly log = new Logger(SigningKeys.name);
  private readonly secret: Buffer;
  private loaded: { readonly keys: Keys; readonly at: number } | undefined;
  private loading: Promise<Keys> | undefined;

  constructor(
    @Inject(SERVICE_CONFIG) config: Pick<ServiceConfig, 'serviceSecret'>,
    private readonly store: SigningKeysStore,
    health: HealthRegistry,
  ) {
    this.secret = Buffer.from(deriveSecret(config.serviceSecret, 'signing-keys'), 'hex');
    health.register('signing-keys', async () => (await this.keys(), { state: 'ok' }));
  }

  /** Early, so that the first login does not wait for it; if the database is away, the next request tries again. */
  onApplicationBootstrap(): void {
    this.keys().catch((error: unknown) => this.log.warn({ err: error }, 'the signing keys cannot be had yet'));
  }

  async signing(): Promise<SigningKey> {
    return (await this.keys()).signing;
  }

  async shown(): Promise<readonly JWK[]> {
    return (await this.keys()).shown;
  }

  private async keys(): Promise<Keys> {
    const last = this.loaded;
    if (last && Date.now() - last.at < REFRESH_MS) return last.keys;
    this.loading ??= this.load().finally(() => (this.loading = undefined));
    try {
      const keys = await this.loading;
      this.loaded = { keys, at: Date.now() };
      return keys;
    } catch (error) {
      if (!last) throw error;
      // With the database away, what was true a minute ago is good enough for the next one.
      this.log.warn({ err: error }, 'the signing keys could not be looked up again');
      this.loaded = { keys: last.keys, at: Date.now() };
      return last.keys;
    }
  }

  private async load(): Promise<Keys> {
    const { kid, privateSealed } = (await this.store.newest()) ?? (await this.store.addFirst(await this.make()));
    const key = openBox(this.secret, privateSealed, kid);
    return {
      signing: { kid, privateKey: createPrivateKey({ key, format: 'der', type: 'pkcs8' }) },
      shown: await this.store.shown(),
    };
  }

  private async make(): Promise<StoredKey> {
    const { publicKey, privateKey } = await GENERATE('rsa', { modulusLength: 2048 });
    const jwk = await exportJWK(publicKey);
    const kid = await calculateJwkThumbprint(jwk);
    const privateSealed = sealBox(this.secret, privateKey.export({ format: 'der', type: 'pkcs8' }), kid);
    return { kid, publicJwk: { ...jwk, kid, use: 'sig', alg: 'RS256' }, privateSealed };
  }
}
