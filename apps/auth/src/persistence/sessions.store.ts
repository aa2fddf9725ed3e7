import { Injectable } from '@nestjs/common';
import { TenantDatabases } from '#libs/tenancy';

/** A session as it is kept. Times are epoch milliseconds. */
export interface StoredSession {
  readonly userId: string;
  /** SHA-256 of the refresh token's secret, in hexadecimal digits; the token itself is kept by nobody but its owner. */
  readonly secretHash: string;
  readonly expiresAt: number;
  readonly revoked: boolean;
}

/** The table `sessions`: what a refresh token is checked against. */
@Injectable()
export class SessionsStore {
  constructor(private readonly databases: TenantDatabases) {}

  /** Keeps a new session, and forgets those that have expired. */
  async add(tenant: string, sessionId: string, session: Omit<StoredSession, 'revoked'>): Promise<void> {
    await this.query(
      tenant,
      `WITH expired AS (DELETE FROM auth.sessions WHERE expires_at < now())
       INSERT INTO auth.sessions (session_id, user_id, secret_hash, expires_at) VALUES ($1, $2, $3, $4)`,
      [sessionId, session.userId, session.secretHash, new Date(session.expiresAt)],
    );
  }

  async find(tenant: string, sessionId: string): Promise<StoredSession | undefined> {
    const rows = await this.query<Omit<StoredSession, 'expiresAt'> & { expiresAt: Date }>(
      tenant,
      `SELECT user_id AS "userId", secret_hash AS "secretHash", expires_at AS "expiresAt",
              revoked_at IS NOT NULL AS "revoked"
         FROM auth.sessions WHERE session_id = $1`,
      [sessionId],
    );
    return rows[0] && { ...rows[0], expiresAt: rows[0].expiresAt.getTime() };
  }

  /** Puts the next secret in the place of the last one. False if it is not the last one any more. */
  async rotate(
    tenant: string,
    sessionId: string,
    lastHash: string,
    nextHash: string,
    expiresAt: number,
  ): Promise<boolean> {
    const rows = await this.query(
      tenant,
      `UPDATE auth.sessions SET secret_hash = $3, expires_at = $4
        WHERE session_id = $1 AND secret_hash = $2 AND revoked_at IS NULL RETURNING session_id`,
      [sessionId, lastHash, nextHash, new Date(expiresAt)],
    );
    return rows.length > 0;
  }

  async revoke(tenant: string, sessionId: string): Promise<void> {
    await this.query(
      tenant,
      'UPDATE auth.sessions SET revoked_at = now() WHERE session_id = $1 AND revoked_at IS NULL',
      [sessionId],
    );
  }

  async revokeAllOf(tenant: string, userId: string): Promise<void> {
    await this.query(tenant, 'UPDATE auth.sessions SET revoked_at = now() WHERE user_id = $1 AND revoked_at IS NULL', [
      userId,
    ]);
  }

  async forget(tenant: string, userId: string): Promise<void> {
    await this.query(tenant, 'DELETE FROM auth.sessions WHERE user_id = $1', [userId]);
  }

  private async query<Row extends object>(tenant: string, sql: string, values: unknown[]): Promise<Row[]> {
    const { pool } = await this.databases.of(tenant);
    return (await pool.query<Row>(sql, values)).rows;
  }
}
