import { Injectable } from '@nestjs/common';
import { conflict } from '#libs/kernel';
import { TenantDatabases } from '#libs/tenancy';

/** Any number that no other advisory lock of the service uses. */
const LOCK = 20_250_001;

/**
 * One close at a time per tenant. It only spares the second one its work: that nothing is paid twice rests on the
 * derived ids and the expected versions of what is written.
 */
@Injectable()
export class ClosingLock {
  constructor(private readonly databases: TenantDatabases) {}

  /** @throws DomainError `close-in-progress` when another close of the tenant is at work */
  async holding<Result>(tenant: string, work: () => Promise<Result>): Promise<Result> {
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
      return await work();
    } finally {
      if (!broken) await client.query('SELECT pg_advisory_unlock_all()').catch(noteBroken);
      client.off('error', noteBroken);
      client.release(broken);
    }
  }
}
