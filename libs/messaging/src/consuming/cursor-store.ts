import { Injectable } from '@nestjs/common';
import { ControlDatabase } from '#libs/tenancy';
import { type TopicPartition } from '../kafka/supervised-consumer.js';

export interface StoredCursor extends TopicPartition {
  /** The group, or `<group>/<subscriber>` for the mark of the subscriber: how far the group was read for it. */
  readonly consumer: string;
  readonly offset: bigint;
}

/** Where the cursor of a partition moves. */
export interface CursorMove {
  readonly offset: bigint;
  readonly subscribers: readonly string[];
  readonly back?: boolean;
}

export interface StoredStraggler extends TopicPartition {
  readonly subscriber: string;
  readonly tenant: string;
  readonly offset: bigint;
  readonly reason: string;
  /** Epoch milliseconds. */
  readonly since: number;
}

export interface UndecodableRecord extends TopicPartition {
  readonly offset: bigint;
  readonly reason: string;
  readonly value: Buffer | null;
}

type Row = { consumer: string; topic: string; partition: number; offset: string };

/**
 * What a consumer group remembers of its topics, in the control database. The cursor of the group stands for all its
 * subscribers that are live, but for those which only another release knows: their marks say how far they are. A
 * subscriber that is behind for a tenant has a row of its own under `<group>/<subscriber>`. Every method throws while
 * the control database is away.
 */
@Injectable()
export class CursorStore {
  constructor(private readonly control: ControlDatabase) {}

  /** The cursors of the group and the marks of its subscribers, over these topics. */
  async cursors(group: string, topics: readonly string[]): Promise<StoredCursor[]> {
    const { rows } = await this.control.pool.query<Row>(
      `SELECT consumer, topic, "partition", "offset"::text AS "offset" FROM control.cursors
       WHERE topic = ANY ($2) AND (consumer = $1 OR starts_with(consumer, $1 || '/'))`,
      [group, topics],
    );
    return rows.map((row) => ({ ...row, offset: BigInt(row.offset) }));
  }

  /**
   * Moves the group's cursor, and the marks that there are of those for whom it was read, never back: one who has lost
   * the partition without knowing it yet does no harm.
   *
   * @param subscribers by name
   * @param back moves them back all the same: the topic itself is another one
   */
  async moveCursor(
    group: string,
    { topic, partition }: TopicPartition,
    { offset, subscribers, back = false }: CursorMove,
  ): Promise<void> {
    await this.control.pool.query(
      `WITH marks AS (
         UPDATE control.cursors SET "offset" = $4, updated_at = clock_timestamp()
          WHERE consumer = ANY ($6) AND topic = $2 AND "partition" = $3 AND ($5 OR "offset" < $4))
       INSERT INTO control.cursors AS known (consumer, topic, "partition", "offset") VALUES ($1, $2, $3, $4)
       ON CONFLICT (consumer, topic, "partition") DO UPDATE SET "offset" = excluded."offset", updated_at = clock_timestamp()
       WHERE $5 OR known."offset" < excluded."offset"`,
      [group, topic, partition, String(offset), back, subscribers.map((name) => `${group}/${name}`)],
    );
  }

  /** Marks that subscribers take part in the reading of partitions; known marks stay. */
  async markJoined(marks: readonly StoredCursor[]): Promise<void> {
    await this.control.pool.query(
      `INSERT INTO control.cursors (consumer, topic, "partition", "offset")
       SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::bigint[]) ON CONFLICT DO NOTHING`,
      [
        marks.map(({ consumer }) => consumer),
        marks.map(({ topic }) => topic),
        marks.map(({ partition }) => partition),
        marks.map(({ offset }) => String(offset)),
      ],
    );
  }

  /** Those behind, over these topics. */
  async stragglers(group: string, topics: readonly string[]): Promise<StoredStraggler[]> {
    const { rows } = await this.control.pool.query<Row & { tenant: string; reason: string; since: Date }>(
      `SELECT consumer, topic, "partition", tenant, "offset"::text AS "offset", reason, since FROM control.behind
       WHERE topic = ANY ($2) AND starts_with(consumer, $1 || '/')`,
      [group, topics],
    );
    return rows.map(({ consumer, since, offset, ...row }) => ({
      ...row,
      subscriber: consumer.slice(group.length + 1),
      offset: BigInt(offset),
      since: since.getTime(),
    }));
  }

  async putStragglers(group: string, stragglers: readonly StoredStraggler[]): Promise<void> {
    await this.control.pool.query(
      `INSERT INTO control.behind (consumer, topic, "partition", tenant, "offset", reason, since)
       SELECT consumer, topic, "partition", tenant, "offset", reason, to_timestamp(since / 1000.0)
       FROM unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::bigint[], $6::text[], $7::bigint[])
         AS given (consumer, topic, "partition", tenant, "offset", reason, since)
       ON CONFLICT (consumer, topic, "partition", tenant)
         DO UPDATE SET "offset" = excluded."offset", reason = excluded.reason`,
      [
        stragglers.map(({ subscriber }) => `${group}/${subscriber}`),
        stragglers.map(({ topic }) => topic),
        stragglers.map(({ partition }) => partition),
        stragglers.map(({ tenant }) => tenant),
        stragglers.map(({ offset }) => String(offset)),
        stragglers.map(({ reason }) => reason.slice(0, 2_000)),
        stragglers.map(({ since }) => since),
      ],
    );
  }

  async dropStraggler(group: string, subscriber: string, at: TopicPartition, tenant: string): Promise<void> {
    await this.control.pool.query(
      `DELETE FROM control.behind WHERE consumer = $1 AND topic = $2 AND "partition" = $3 AND tenant = $4`,
      [`${group}/${subscriber}`, at.topic, at.partition, tenant],
    );
  }

  /** Keeps a record that is no event of ours; once for each group. */
  async keepUndecodable(group: string, record: UndecodableRecord): Promise<void> {
    await this.control.pool.query(
      `INSERT INTO control.undecodable (consumer, topic, "partition", "offset", reason, value)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
      [group, record.topic, record.partition, String(record.offset), record.reason.slice(0, 2_000), record.value],
    );
  }

  /** Asks the relay of that service to ship all logs again, those of all tenants at work: its topic is made anew. */
  async askReshipOfAll(service: string): Promise<void> {
    await this.control.pool.query(
      `INSERT INTO control.reship_requests (tenant, service, from_position, requested_by, at)
       SELECT name, $1, 1, 'whoever makes the topic', clock_timestamp() FROM control.tenants WHERE status = 'active'
       ON CONFLICT (tenant, service, requested_by) DO UPDATE SET at = excluded.at`,
      [service],
    );
  }

  /** Asks the relay of that service to ship the tenant's log again from a position on. */
  async askReship(tenant: string, service: string, fromPosition: number, by: string): Promise<void> {
    await this.control.pool.query(
      `INSERT INTO control.reship_requests AS known (tenant, service, from_position, requested_by, at)
       VALUES ($1, $2, $3, $4, clock_timestamp())
       ON CONFLICT (tenant, service, requested_by)
         DO UPDATE SET from_position = least(known.from_position, excluded.from_position), at = excluded.at`,
      [tenant, service, fromPosition, by],
    );
  }
}
