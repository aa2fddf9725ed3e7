import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { conflict, unavailable } from '#libs/kernel';
import { TenantDatabases } from '#libs/tenancy';

/** Any number that no other advisory lock of the service uses. */
const LOCK = 20_250_001;

/**
 * One close at a time per tenant. It only spares the second one its work: that nothing is paid twice rests on the
 * derived ids and the expected versions of what is written.
 *
 * Whoever works under it is told when the service stops: a close may take minutes, and can be taken up at any place.
 */
@Injectable()
export class ClosingLock implements OnModuleDestroy {
  private readonly stopping = new AbortController();
  private readonly held = new Set<Promise<unknown>>();

  constructor(private readonly databases: TenantDatabases) {}

  /**
   * @param work is given what throws `closing-stopped` once the service stops, to be called now and then
   * @throws DomainError `close-in-progress` when another close of the tenant is at work
   */
  async holding<Result>(tenant: string, work: (goOn: () => void) => Promise<Result>): Promise<Result> {
    const holding = this.underLock(tenant, work);
    this.held.add(holding);
    try {
      return await holding;
    } finally {
      this.held.delete(holding);
    }
  }

  /** Whether any instance is at work on a close of the tenant. */
  async isHeld(tenant: string): Promise<boolean> {
    const { pool } = await this.databases.of(tenant);
    const { rowCount } = await pool.query(
      `SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = $1 AND granted
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      [LOCK],
    );
    return (rowCount ?? 0) > 0;
  }

  /** Before the feeds end, since a close waits for views. What it leaves undone is closed by the next call. */
  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await Promise.allSettled(this.held);
  }

  private async underLock<Result>(tenant: string, work: (goOn: () => void) => Promise<Result>): Promise<Result> {
    const { pool } = await this.databases.of(tenant);
    const client = await pool.connect();
    let broken: Error | undefined;
    // A lock that is held belongs to the connection, so a connection that breaks has given it up.
    const noteBroken = (error: Error) => (broken = error);
    client.on('error', noteBroken);
    try {
      const { rows } = await client.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1) AS held', [LOCK]);
      if (!rows[0]?.held)
        throw conflict('close-in-progress', 'Another close of this tenant is at work; try again later.');
      return await work(() => this.goOn());
    } finally {
      if (!broken) await client.query('SELECT pg_advisory_unlock_all()').catch(noteBroken);
      client.off('error', noteBroken);
      client.release(broken);
    }
  }

  private goOn(): void {
    if (!this.stopping.signal.aborted) return;
    throw unavailable('closing-stopped', 'The service stops. What is closed stays closed; close again for the rest.');
  }
}
