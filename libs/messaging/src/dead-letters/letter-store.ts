import type pg from 'pg';
import { type DeadLetter, type Discard, type NewLetter, type ParkedKey } from './dead-letter.js';
import { insertion, LETTER_COLUMNS, letterOf, type LetterRow } from './letter-rows.js';
import { lettersOf } from './letter-table.js';

type Client = Pick<pg.ClientBase, 'query'>;

const READ = `strpos(consumer, '#') = 0`;

/** A key that is parked, and the first position from which its events wait. */
export interface ParkedFrom extends Omit<ParkedKey, 'consumer'> {
  readonly position: number;
}

/** What a consumer has to know of its dead letters before it takes more events. */
export interface Waiting {
  readonly parked: readonly ParkedFrom[];
  /** Events that the consumer does without. */
  readonly discarded: readonly { readonly key: string; readonly eventId: string }[];
}

/**
 * The dead letters of one service in one tenant's database, within whatever transaction the client is in. The table is
 * there (`makeLetterTable`).
 *
 * A consumer whose name has a `#` is a view's tables beside those that are read (`<view>#rebuild`): what waits for those is
 * nobody's to look at.
 */
export class LetterStore {
  private readonly table: string;

  constructor(
    private readonly client: Client,
    service: string,
  ) {
    this.table = lettersOf(service);
  }

  /** What waits for a consumer, and what it does without. @param source of one log only */
  async waiting(consumer: string, source?: string): Promise<Waiting> {
    const { rows } = await this.client.query<{
      source: string;
      key: string;
      position: string;
      event_id: string | null;
    }>(
      `SELECT source, key, min(position) AS position, NULL AS event_id FROM ${this.table}
        WHERE consumer = $1 AND source = coalesce($2, source) AND state <> 'discarded' GROUP BY source, key
       UNION ALL
       SELECT source, key, position, event_id::text FROM ${this.table}
        WHERE consumer = $1 AND source = coalesce($2, source) AND state = 'discarded'`,
      [consumer, source ?? null],
    );
    const parked = rows.filter(({ event_id: id }) => id === null);
    return {
      parked: parked.map((row) => ({ source: row.source, key: row.key, position: Number(row.position) })),
      discarded: rows.flatMap(({ key, event_id: eventId }) => (eventId === null ? [] : [{ key, eventId }])),
    };
  }

  /** The logs of which a consumer has any. */
  async sources(consumer: string): Promise<string[]> {
    const { rows } = await this.client.query<{ source: string }>(
      `SELECT DISTINCT source FROM ${this.table} WHERE consumer = $1`,
      [consumer],
    );
    return rows.map(({ source }) => source);
  }

  /** Sets events aside; those that are there stay as they are. */
  async put(letters: readonly NewLetter[]): Promise<void> {
    if (letters.length === 0) return;
    await this.client.query(
      `INSERT INTO ${this.table}
         (id, consumer, source, key, epoch, position, event_id, event, stream_id, record, state, reason, attempts, parked_at)
       SELECT id, consumer, source, key, epoch, position, event_id, event, stream_id, record, state, reason,
              CASE state WHEN 'poison' THEN 1 ELSE 0 END, clock_timestamp()
         FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::int[], $6::bigint[], $7::uuid[], $8::text[],
                     $9::text[], $10::bytea[], $11::text[], $12::text[])
           AS given (id, consumer, source, key, epoch, position, event_id, event, stream_id, record, state, reason)
       ON CONFLICT (consumer, key, event_id) DO NOTHING`,
      insertion(letters),
    );
  }

  /**
   * Those of the keys that are parked, which stay so for the rest of the transaction: who sets an event behind another
   * must know that somebody will find it there.
   */
  async hold(consumer: string, source: string, keys: readonly string[]): Promise<Set<string>> {
    const { rows } = await this.client.query<{ key: string }>(
      `SELECT key FROM ${this.table}
        WHERE consumer = $1 AND source = $2 AND key = ANY ($3) AND state <> 'discarded' FOR SHARE`,
      [consumer, source, keys],
    );
    return new Set(rows.map(({ key }) => key));
  }

  /** What waits for a key, in log order. */
  async ofKey({ consumer, source, key }: ParkedKey, limit: number): Promise<DeadLetter[]> {
    const { rows } = await this.client.query<LetterRow>(
      `SELECT ${LETTER_COLUMNS} FROM ${this.table}
        WHERE consumer = $1 AND source = $2 AND key = $3 AND state <> 'discarded' ORDER BY position LIMIT $4`,
      [consumer, source, key, limit],
    );
    return rows.map(letterOf);
  }

  async find(id: string): Promise<DeadLetter | undefined> {
    const { rows } = await this.client.query<LetterRow>(
      `SELECT ${LETTER_COLUMNS} FROM ${this.table} WHERE id = $1 AND ${READ}`,
      [id],
    );
    return rows[0] && letterOf(rows[0]);
  }

  /** They are handled, or of no use any more. */
  async remove(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.client.query(`DELETE FROM ${this.table} WHERE id = ANY ($1) AND ${READ}`, [ids]);
  }

  /** Nothing waits for the key any more. */
  async removeKey({ consumer, source, key }: ParkedKey): Promise<void> {
    await this.client.query(
      `DELETE FROM ${this.table} WHERE consumer = $1 AND source = $2 AND key = $3 AND state <> 'discarded'`,
      [consumer, source, key],
    );
  }

  /** It was tried once more, and cannot be handled. */
  async failed(id: string, reason: string): Promise<void> {
    await this.client.query(
      `UPDATE ${this.table} SET state = 'poison', reason = $2, attempts = attempts + 1 WHERE id = $1 AND ${READ}`,
      [id, reason],
    );
  }

  /** @returns whether it was poison, and is discarded now */
  async discard({ id, by, why }: Discard): Promise<boolean> {
    const { rowCount } = await this.client.query(
      `UPDATE ${this.table}
          SET state = 'discarded', discarded_by = $2, discarded_why = $3, discarded_at = clock_timestamp()
        WHERE id = $1 AND ${READ} AND state = 'poison'`,
      [id, by, why],
    );
    return rowCount === 1;
  }

  /** Lets a consumer have what waits for another as well. */
  async copy(from: string, to: string): Promise<void> {
    await this.client.query(
      `INSERT INTO ${this.table} (${LETTER_COLUMNS}, announced)
       SELECT ${LETTER_COLUMNS.replace('consumer', '$2::text AS consumer')}, announced FROM ${this.table} WHERE consumer = $1
       ON CONFLICT DO NOTHING`,
      [from, to],
    );
  }

  /** Gives a consumer what waits for another, in place of what it has. */
  async move(from: string, to: string): Promise<void> {
    await this.client.query(`DELETE FROM ${this.table} WHERE consumer = $1`, [to]);
    await this.client.query(`UPDATE ${this.table} SET consumer = $2 WHERE consumer = $1`, [from, to]);
  }

  /** Throws away what waits for a consumer, and what it does without. */
  async forget(consumer: string): Promise<void> {
    await this.client.query(`DELETE FROM ${this.table} WHERE consumer = $1`, [consumer]);
  }

  /** Throws away what waits for consumers that are no more, and for tables beside them; not what they do without. */
  async abandon(consumers: readonly string[]): Promise<void> {
    await this.client.query(
      `DELETE FROM ${this.table} WHERE split_part(consumer, '#', 1) = ANY ($1) AND state <> 'discarded'`,
      [consumers],
    );
  }

  /** What a log has taken back was never there to be set aside. @param position from where on it is void */
  async takeBack(consumer: string, source: string, position: number): Promise<void> {
    await this.client.query(`DELETE FROM ${this.table} WHERE consumer = $1 AND source = $2 AND position >= $3`, [
      consumer,
      source,
      position,
    ]);
  }
}
