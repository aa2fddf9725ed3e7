import { Injectable } from '@nestjs/common';
import { type JWK } from 'jose';
import { type ClientBase } from 'pg';
import { ControlDatabase } from '#libs/tenancy';

/** A pair of keys as it is kept: the private one sealed. */
export interface StoredKey {
  readonly kid: string;
  readonly publicJwk: JWK;
  readonly privateSealed: Buffer;
}

/** Tokens live for minutes; a key that signs no more is shown for a day longer, for clocks that are wrong. */
const SHOWN_AFTER_RETIREMENT = "interval '1 day'";

const NEWEST = `
  SELECT kid, public_jwk AS "publicJwk", private_sealed AS "privateSealed" FROM control.signing_keys
   WHERE retired_at IS NULL ORDER BY created_at DESC, kid LIMIT 1`;

/** The installation's signing keys, in the control database: one set for all tenants and all instances. */
@Injectable()
export class SigningKeysStore {
  constructor(private readonly control: ControlDatabase) {}

  /** The key that signs now, if there is one yet. */
  async newest(): Promise<StoredKey | undefined> {
    return (await this.control.pool.query<StoredKey>(NEWEST)).rows[0];
  }

  /** Keeps the first key, unless another instance has been quicker. @returns the one that is kept */
  addFirst(key: StoredKey): Promise<StoredKey> {
    return this.control.transaction((client) => addIfNone(client, key));
  }

  /** The public keys that tokens still in use may be signed with, the newest first. */
  async shown(): Promise<JWK[]> {
    const { rows } = await this.control.pool.query<{ jwk: JWK }>(
      `SELECT public_jwk AS jwk FROM control.signing_keys
        WHERE retired_at IS NULL OR retired_at > now() - ${SHOWN_AFTER_RETIREMENT} ORDER BY created_at DESC, kid`,
    );
    return rows.map(({ jwk }) => jwk);
  }
}

async function addIfNone(client: ClientBase, { kid, publicJwk, privateSealed }: StoredKey): Promise<StoredKey> {
  await client.query('LOCK TABLE control.signing_keys IN SHARE ROW EXCLUSIVE MODE');
  const kept = (await client.query<StoredKey>(NEWEST)).rows[0];
  if (kept) return kept;
  await client.query('INSERT INTO control.signing_keys (kid, public_jwk, private_sealed) VALUES ($1, $2, $3)', [
    kid,
    JSON.stringify(publicJwk),
    privateSealed,
  ]);
  return { kid, publicJwk, privateSealed };
}
