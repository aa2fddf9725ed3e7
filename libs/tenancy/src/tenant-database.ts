import type pg from 'pg';
import { type DataSource } from 'typeorm';
import { inTransaction } from './connection.js';
import { asUnavailable } from './trouble.js';

/**
 * One service's door to one tenant's database. It is closed when nobody has used it for a while, so it is asked for anew
 * for each piece of work and never kept.
 */
export class TenantDatabase {
  constructor(
    readonly tenant: string,
    readonly service: string,
    /** The one pool of the tenant and service; the data source works on it too. */
    readonly pool: pg.Pool,
    readonly dataSource: DataSource,
  ) {}

  /**
   * Runs the work in one transaction (READ COMMITTED) on one connection.
   *
   * @throws DomainError `database-unavailable` (503) when the database is away; then nothing was written, but for a
   *   connection that broke during COMMIT, of which nobody knows
   */
  async transaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    try {
      return await inTransaction(client, work);
    } catch (error) {
      throw asUnavailable(error);
    } finally {
      // A broken connection is not kept by the pool; any other was rolled back.
      client.release();
    }
  }
}

/** How far a log of the tenant has got. */
export interface LogHead {
  readonly service: string;
  readonly epoch: number;
  readonly position: number;
  /** Epoch milliseconds; of the head's last event. */
  readonly recordedAt: number;
}

/** The heads of all logs of the tenant at one moment. */
export async function logHeads({ pool }: Pick<TenantDatabase, 'pool'>): Promise<LogHead[]> {
  const { rows } = await pool.query<LogHead>(
    'SELECT service, epoch, "position", recorded_at AS "recordedAt" FROM aviary.log_heads()',
  );
  return rows;
}

/** An epoch of a log, as those see it who read the log from its topic. */
export interface LogEpoch {
  readonly epoch: number;
  /** Its first position: what older epochs have from there on is void. */
  readonly fromPosition: number;
  /** Where the log ends. */
  readonly head: number;
  /** Whether the log was compared with its topic since the database was last started, put back or moved. */
  readonly compared: boolean;
}

/** The epochs of one of the tenant's logs, the oldest first; none where the service has no log. */
export async function logEpochs({ pool }: Pick<TenantDatabase, 'pool'>, service: string): Promise<LogEpoch[]> {
  const { rows } = await pool.query<Record<'epoch' | 'from' | 'head', number | string> & { compared: boolean }>({
    name: 'aviary.log-epochs',
    text: 'SELECT epoch, from_position AS "from", head, compared FROM aviary.log_epochs($1)',
    values: [service],
  });
  return rows.map(({ epoch, from, head, compared }) => ({
    ...{ epoch: Number(epoch), fromPosition: Number(from), head: Number(head), compared },
  }));
}
