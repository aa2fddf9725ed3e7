import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const PREFIX = 'sealed:1:';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/** A sealed value cannot be opened, and never will be: it was tampered with, or moved here from another event or field. */
export class BrokenSealError extends Error {
  constructor(what: string, cause?: unknown) {
    super(what, cause === undefined ? undefined : { cause });
    this.name = 'BrokenSealError';
  }
}

/** AES-256-GCM; gives iv, tag and ciphertext, one after the other. */
function encrypt(key: Buffer, plain: Buffer, bound: string): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(bound));
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), ciphertext]);
}

function decrypt(key: Buffer, sealed: Buffer, bound: string): Buffer {
  const tag = sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(bound)).setAuthTag(tag);
  return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
}

/** The key that wraps the keys of a tenant's people, from the secret that all services share. */
export function tenantKey(sealingSecret: string, tenant: string): Buffer {
  return Buffer.from(hkdfSync('sha256', sealingSecret, '', `aviary person keys of ${tenant}`, KEY_BYTES));
}

export function newPersonKey(): Buffer {
  return randomBytes(KEY_BYTES);
}

/** A person's key as it is stored: of no use without the tenant's. */
export function wrapKey(wrapping: Buffer, personId: string, key: Buffer): Buffer {
  return encrypt(wrapping, key, personId);
}

/** @throws Error when it was wrapped under another secret, or for another person */
export function unwrapKey(wrapping: Buffer, personId: string, wrapped: Buffer): Buffer {
  return decrypt(wrapping, wrapped, personId);
}

/** Binds a sealed value to its place, so that it cannot be moved into another event or field. */
function placeOf(eventId: string, path: string): string {
  return `${eventId}\0${path}`;
}

/** `sealed:1:` and base64url of iv, tag and ciphertext. */
export function sealText(key: Buffer, text: string, eventId: string, path: string): string {
  return PREFIX + encrypt(key, Buffer.from(text), placeOf(eventId, path)).toString('base64url');
}

export function isSealed(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith(PREFIX);
}

/** @throws BrokenSealError */
export function unsealText(key: Buffer, sealed: string, eventId: string, path: string): string {
  const bytes = Buffer.from(sealed.slice(PREFIX.length), 'base64url');
  try {
    return decrypt(key, bytes, placeOf(eventId, path)).toString('utf8');
  } catch (error) {
    throw new BrokenSealError(`The seal of ${path} is broken.`, error);
  }
}
