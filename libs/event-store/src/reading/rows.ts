import { currentName, decodeBody } from '#libs/contracts';
import { type RecordedEvent } from '#libs/kernel';
import { type RawEvent } from '../types.js';

/** The columns of `events` besides the hash, in the order in which they are hashed. */
export const EVENT_COLUMNS =
  'position, epoch, event_id, stream_id, version, event, schema_version, body, occurred_at, recorded_at, actor, ' +
  'correlation_id, causation_id, traceparent, ext';

/**
 * The same for readers, to whom an event is of the newest epoch that begins at its position or before. In a log that was
 * never put back, as nearly all are, that is the column itself, and costs a look at one row for a whole query.
 */
export function readableColumns(schema: string): string {
  const newest = `(SELECT max(n.epoch) FROM "${schema}".epochs n)`;
  const there = `(SELECT max(n.epoch) FROM "${schema}".epochs n WHERE n.from_position <= position)`;
  return EVENT_COLUMNS.replace('epoch,', `CASE WHEN ${newest} > 1 THEN ${there} ELSE epoch END AS epoch,`);
}

/** A row of `events` as the driver gives it; 64-bit integers come as numbers or as text. */
export interface EventRow {
  position: number | string;
  epoch: number;
  event_id: string;
  stream_id: string;
  version: number | string;
  event: string;
  schema_version: number;
  body: Buffer;
  occurred_at: number | string;
  recorded_at: number | string;
  actor: string | null;
  correlation_id: string;
  causation_id: string | null;
  traceparent: string | null;
  ext: Record<string, string> | null;
}

export function rawEvent(tenant: string, row: EventRow): RawEvent {
  return {
    event: row.event,
    schemaVersion: row.schema_version,
    epoch: row.epoch,
    position: Number(row.position),
    eventId: row.event_id,
    tenant,
    streamId: row.stream_id,
    version: Number(row.version),
    occurredAt: Number(row.occurred_at),
    recordedAt: Number(row.recorded_at),
    actor: row.actor,
    correlationId: row.correlation_id,
    causationId: row.causation_id,
    traceparent: row.traceparent,
    ext: row.ext ?? {},
    body: row.body,
  };
}

/**
 * The event by the name it has today, with its body decoded and brought up to the newest version; personal fields stay sealed.
 *
 * @throws UnknownEventVersionError, UndecodableError
 */
export function recordedEvent(service: string, raw: RawEvent): RecordedEvent {
  const { body, ...meta } = raw;
  const event = currentName(service, raw.event);
  return { event, body: decodeBody(service, raw.event, raw.schemaVersion, body), meta };
}
