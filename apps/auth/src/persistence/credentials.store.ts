import { Injectable } from '@nestjs/common';
import { TenantDatabases } from '#libs/tenancy';

/** Who holds a login, and the hash of their password. */
export interface Credential {
  readonly userId: string;
  readonly passwordHash: string;
  /** Whether the user it was reserved for is known to have been registered. */
  readonly confirmed: boolean;
}

/** Far longer than a registration lasts, whatever happens to the process or its database meanwhile. */
const ABANDONED_AFTER = "interval '30 seconds'";

/**
 * The table `credentials`: one row per login, found by its key. A row is reserved before its user is registered and
 * confirmed afterwards, so that two people never have the same login.
 */
@Injectable()
export class CredentialsStore {
  constructor(private readonly databases: TenantDatabases) {}

  async find(tenant: string, key: Buffer): Promise<Credential | undefined> {
    const rows = await this.query<Credential>(
      tenant,
      `SELECT user_id AS "userId", password_hash AS "passwordHash", confirmed_at IS NOT NULL AS "confirmed"
         FROM auth.credentials WHERE login_key = $1`,
      [key],
    );
    return rows[0];
  }

  /** Takes a free login, or renews the reservation of the same user. Whether it did. */
  async reserve(tenant: string, key: Buffer, userId: string, passwordHash: string): Promise<boolean> {
    const rows = await this.query(
      tenant,
      `INSERT INTO auth.credentials AS held (login_key, user_id, password_hash) VALUES ($1, $2, $3)
       ON CONFLICT (login_key) DO UPDATE SET password_hash = excluded.password_hash, reserved_at = now()
         WHERE held.user_id = excluded.user_id AND held.confirmed_at IS NULL
       RETURNING user_id`,
      [key, userId, passwordHash],
    );
    return rows.length > 0;
  }

  /** Takes a reservation that nobody can be about to complete any more from its holder. Whether it did. */
  async takeOver(tenant: string, key: Buffer, holder: string, userId: string, passwordHash: string): Promise<boolean> {
    const rows = await this.query(
      tenant,
      `UPDATE auth.credentials SET user_id = $3, password_hash = $4, reserved_at = now()
        WHERE login_key = $1 AND user_id = $2 AND confirmed_at IS NULL AND reserved_at < now() - ${ABANDONED_AFTER}
       RETURNING user_id`,
      [key, holder, userId, passwordHash],
    );
    return rows.length > 0;
  }

  /** Whether the user still holds the login. */
  async confirm(tenant: string, key: Buffer, userId: string): Promise<boolean> {
    const rows = await this.query(
      tenant,
      `UPDATE auth.credentials SET confirmed_at = coalesce(confirmed_at, now())
        WHERE login_key = $1 AND user_id = $2 RETURNING user_id`,
      [key, userId],
    );
    return rows.length > 0;
  }

  /** Gives a reservation back. */
  async release(tenant: string, key: Buffer, userId: string): Promise<void> {
    await this.query(
      tenant,
      'DELETE FROM auth.credentials WHERE login_key = $1 AND user_id = $2 AND confirmed_at IS NULL',
      [key, userId],
    );
  }

  async forget(tenant: string, userId: string): Promise<void> {
    await this.query(tenant, 'DELETE FROM auth.credentials WHERE user_id = $1', [userId]);
  }

  private async query<Row extends object>(tenant: string, sql: string, values: unknown[]): Promise<Row[]> {
    const { pool } = await this.databases.of(tenant);
    return (await pool.query<Row>(sql, values)).rows;
  }
}
