import { type JsonValue } from '#libs/kernel';
import { type Pool } from 'pg';
import { type Head, type RawEvent } from '../types.js';
import { rawEvent, readableColumns, type EventRow } from './rows.js';

/** What was answered to a request with an idempotency key. */
export interface KeptAnswer {
  readonly requestHash: string;
  /** Undefined where nothing was kept. */
  readonly answer: JsonValue | undefined;
  readonly epoch: number;
  readonly position: number;
}

export interface ReadLimits {
  readonly maxEvents: number;
  /** Of bodies; at least one event is read all the same. */
  readonly maxBytes: number;
}

/** Reads the log of one service for one tenant. Holds nothing: made for each piece of work. */
export class LogReader {
  private readonly columns: string;

  constructor(
    private readonly pool: Pool,
    private readonly schema: string,
    private readonly tenant: string,
  ) {
    this.columns = readableColumns(schema);
  }

  /** Events after a position, oldest first. There are no gaps, so the next read begins after the last one's position. */
  async after(position: number, { maxEvents, maxBytes }: ReadLimits): Promise<RawEvent[]> {
    // octet_length knows the size of a body without fetching it; the outer query fetches only those within the limit.
    return this.events(
      'read-after',
      `SELECT ${this.columns} FROM (
         SELECT *, sum(octet_length(body)) OVER (ORDER BY position) - octet_length(body) AS bytes_before
         FROM (SELECT * FROM "${this.schema}".events WHERE position > $1 ORDER BY position LIMIT $2) following
       ) measured WHERE bytes_before < $3 ORDER BY position`,
      [position, maxEvents, maxBytes],
    );
  }

  /** Events of a stream with versions from `from` to `to`, both included. */
  async stream(streamId: string, from: number, to: number): Promise<RawEvent[]> {
    return this.events(
      'read-stream',
      `SELECT ${this.columns} FROM "${this.schema}".events
       WHERE stream_id = $1 AND version BETWEEN $2 AND $3 ORDER BY version`,
      [streamId, from, to],
    );
  }

  /** Events of several streams, in the order of the log. */
  async streams(streamIds: readonly string[]): Promise<RawEvent[]> {
    return this.events(
      'read-streams',
      `SELECT ${this.columns} FROM "${this.schema}".events WHERE stream_id = ANY ($1::text[]) ORDER BY position`,
      [streamIds],
    );
  }

  /** The events with these ids, in the order of the log; ids that are not in it are left out. */
  async find(eventIds: readonly string[]): Promise<RawEvent[]> {
    return this.events(
      'find',
      `SELECT ${this.columns} FROM "${this.schema}".events WHERE event_id = ANY ($1::uuid[]) ORDER BY position`,
      [eventIds],
    );
  }

  /** 0 for a stream without events. */
  async streamVersion(streamId: string): Promise<number> {
    const { rows } = await this.pool.query<{ version: number | string }>({
      name: `${this.schema}.stream-version`,
      text: `SELECT version FROM "${this.schema}".events WHERE stream_id = $1 ORDER BY version DESC LIMIT 1`,
      values: [streamId],
    });
    return Number(rows[0]?.version ?? 0);
  }

  async head(): Promise<Head> {
    const { rows } = await this.pool.query<{ epoch: number; position: number | string; recorded_at: number | string }>({
      name: `${this.schema}.head`,
      text: `SELECT epoch, position, recorded_at FROM "${this.schema}".head`,
    });
    const row = rows[0];
    if (!row) throw new Error(`The log ${this.schema} of tenant ${this.tenant} has no head.`);
    return { epoch: row.epoch, position: Number(row.position), recordedAt: Number(row.recorded_at) };
  }

  /** The hash of an event; undefined beyond the end of the log. */
  async hashAt(position: number): Promise<Buffer | undefined> {
    const { rows } = await this.pool.query<{ hash: Buffer }>(
      `SELECT hash FROM "${this.schema}".events WHERE position = $1`,
      [position],
    );
    return rows[0]?.hash;
  }

  async answered(key: string): Promise<KeptAnswer | undefined> {
    const { rows } = await this.pool.query<{
      request_hash: string;
      answer: string | null;
      epoch: number;
      position: number | string;
    }>({
      name: `${this.schema}.answered`,
      text: `SELECT request_hash, answer::text, epoch, last_position AS position
             FROM "${this.schema}".idempotency_keys WHERE key = $1`,
      values: [key],
    });
    const row = rows[0];
    if (!row) return undefined;
    const answer = row.answer === null ? undefined : (JSON.parse(row.answer) as JsonValue);
    return { requestHash: row.request_hash, answer, epoch: row.epoch, position: Number(row.position) };
  }

  /** Those of the causes that the reactor has answered to. */
  async knownReactions(reactor: string, causeIds: readonly string[]): Promise<Set<string>> {
    const { rows } = await this.pool.query<{ cause_event_id: string }>({
      name: `${this.schema}.known-reactions`,
      text: `SELECT cause_event_id FROM "${this.schema}".reactions WHERE reactor = $1 AND cause_event_id = ANY ($2::uuid[])`,
      values: [reactor, causeIds],
    });
    return new Set(rows.map((row) => row.cause_event_id));
  }

  /** Epoch 1, position 0 for a consumer that has read nothing yet. */
  async checkpoint(consumer: string, source: string): Promise<{ epoch: number; position: number }> {
    const { rows } = await this.pool.query<{ epoch: number; position: number | string }>({
      name: `${this.schema}.checkpoint`,
      text: `SELECT epoch, position FROM "${this.schema}".checkpoints WHERE consumer = $1 AND source = $2`,
      values: [consumer, source],
    });
    return { epoch: rows[0]?.epoch ?? 1, position: Number(rows[0]?.position ?? 0) };
  }

  private async events(name: string, text: string, values: readonly unknown[]): Promise<RawEvent[]> {
    const { rows } = await this.pool.query<EventRow>({ name: `${this.schema}.${name}`, text, values: [...values] });
    return rows.map((row) => rawEvent(this.tenant, row));
  }
}
