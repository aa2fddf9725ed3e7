import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { Injectable } from '@nestjs/common';
import { ControlDatabase } from './control-database.js';
import { asUnavailable } from './trouble.js';

/** Milliseconds after which a lease that was not renewed is anybody's. */
export const LEASE_MS = 5_000;

/**
 * Rows that say who does a piece of work for now, so that several instances share it. They expire by the clock of the
 * database. A holder that was stopped for a while may not know that it lost one, so correctness never rests on a lease.
 */
@Injectable()
export class Leases {
  /** Who this is: unique, and readable by whoever looks into the table. */
  readonly holder = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;

  constructor(private readonly control: ControlDatabase) {}

  /**
   * Takes those of the leases that are free or expired, and renews those that are held already.
   *
   * @returns the names of those that are held now, for `LEASE_MS` from now on
   * @throws DomainError `database-unavailable` (503), as the other methods too
   */
  async acquire(names: readonly string[]): Promise<Set<string>> {
    const rows = await this.run(
      `INSERT INTO control.leases AS held (name, holder, expires_at)
         SELECT name, $2, clock_timestamp() + make_interval(secs => $3) FROM unnest($1::text[]) AS name ORDER BY name
         ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
           WHERE held.holder = excluded.holder OR held.expires_at < clock_timestamp()
         RETURNING name`,
      [names, this.holder, LEASE_MS / 1000],
    );
    return new Set(rows.map(({ name }) => name));
  }

  /**
   * Renews only those that are still held.
   *
   * @returns the names of those; the others were lost
   */
  async renew(names: readonly string[]): Promise<Set<string>> {
    const rows = await this.run(
      `UPDATE control.leases SET expires_at = clock_timestamp() + make_interval(secs => $3)
        WHERE name = ANY ($1) AND holder = $2 AND expires_at >= clock_timestamp()
        RETURNING name`,
      [names, this.holder, LEASE_MS / 1000],
    );
    return new Set(rows.map(({ name }) => name));
  }

  /** Gives up those that are held, so that others need not wait for them to expire. */
  async release(names: readonly string[]): Promise<void> {
    await this.run('DELETE FROM control.leases WHERE name = ANY ($1) AND holder = $2 RETURNING name', [
      names,
      this.holder,
    ]);
  }

  private async run(text: string, values: unknown[]): Promise<{ name: string }[]> {
    try {
      return (await this.control.pool.query<{ name: string }>(text, values)).rows;
    } catch (error) {
      throw asUnavailable(error);
    }
  }
}
