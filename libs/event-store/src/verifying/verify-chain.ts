import { type Pool, type PoolClient } from 'pg';
import { logSchema } from '../append/tenant-log.js';
import { EVENT_COLUMNS, type EventRow } from '../reading/rows.js';
import { chainHash, EMPTY_HASH, type CanonicalEvent } from './canonical.js';

/** What a log says about itself. */
export interface ChainReport {
  /** How many events were looked at. */
  readonly events: number;
  /** The first thing that is not as it was written; undefined for a log that is whole. */
  readonly broken?: { readonly position: number; readonly what: 'gap' | 'hash' | 'version' | 'time' | 'head' };
}

type Row = Omit<EventRow, 'ext'> & { ext: string | null; hash: Buffer };

const STEP = 1_000;

function canonical(row: Row): CanonicalEvent {
  return {
    position: BigInt(row.position),
    epoch: row.epoch,
    eventId: row.event_id,
    streamId: row.stream_id,
    version: BigInt(row.version),
    event: row.event,
    schemaVersion: row.schema_version,
    body: row.body,
    occurredAt: BigInt(row.occurred_at),
    recordedAt: BigInt(row.recorded_at),
    actor: row.actor,
    correlationId: row.correlation_id,
    causationId: row.causation_id,
    traceparent: row.traceparent,
    ext: row.ext,
  };
}

/** Goes along a log, event by event, and recomputes what it finds. */
class Walk {
  position = 0;
  hash: Buffer = EMPTY_HASH;
  private recordedAt = 0;
  private readonly versions = new Map<string, number>();

  /** What is wrong with the next event; undefined if nothing is. */
  step(row: Row): NonNullable<ChainReport['broken']>['what'] | undefined {
    if (Number(row.position) !== this.position + 1) return 'gap';
    const version = (this.versions.get(row.stream_id) ?? 0) + 1;
    if (Number(row.version) !== version) return 'version';
    if (Number(row.recorded_at) < this.recordedAt) return 'time';
    this.hash = chainHash(this.hash, canonical(row));
    if (!this.hash.equals(row.hash)) return 'hash';
    this.position += 1;
    this.recordedAt = Number(row.recorded_at);
    this.versions.set(row.stream_id, version);
    return undefined;
  }
}

async function walk(client: PoolClient, schema: string): Promise<ChainReport> {
  const columns = EVENT_COLUMNS.replace(/\bext\b/, 'ext::text');
  const along = new Walk();
  for (;;) {
    const { rows } = await client.query<Row>(
      `SELECT ${columns}, hash FROM "${schema}".events WHERE position > $1 ORDER BY position LIMIT ${STEP}`,
      [along.position],
    );
    for (const row of rows) {
      const what = along.step(row);
      if (what) return { events: along.position, broken: { position: Number(row.position), what } };
    }
    if (rows.length < STEP) break;
  }
  const { rows } = await client.query<{ position: number | string; hash: Buffer }>(
    `SELECT position, hash FROM "${schema}".head`,
  );
  const [head] = rows;
  if (Number(head?.position) === along.position && head?.hash.equals(along.hash)) return { events: along.position };
  return { events: along.position, broken: { position: along.position, what: 'head' } };
}

/**
 * Recomputes the whole log of a service from its columns, independently of the database's own functions: positions
 * without a gap, versions without a gap in every stream, times that never go back, the hash chain, and the head.
 * It needs memory for the version of each stream.
 *
 * @param pool of a role that may read the log
 */
export async function verifyChain(pool: Pool, service: string): Promise<ChainReport> {
  const client = await pool.connect();
  try {
    // One snapshot for all, so that appends may go on meanwhile.
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const report = await walk(client, logSchema(service));
    await client.query('COMMIT');
    client.release();
    return report;
  } catch (error) {
    client.release(true);
    throw error;
  }
}
