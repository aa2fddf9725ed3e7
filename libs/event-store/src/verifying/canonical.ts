import { createHash } from 'node:crypto';

/** A row of `events` as it is hashed. Integers as bigint, JSON as its text. */
export interface CanonicalEvent {
  readonly position: bigint;
  readonly epoch: number;
  readonly eventId: string;
  readonly streamId: string;
  readonly version: bigint;
  readonly event: string;
  readonly schemaVersion: number;
  readonly body: Buffer;
  readonly occurredAt: bigint;
  readonly recordedAt: bigint;
  readonly actor: string | null;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly traceparent: string | null;
  readonly ext: string | null;
}

/** What the chain of an empty log begins with. */
export const EMPTY_HASH = Buffer.alloc(32);

/** Ids of PostgreSQL's types; they never change. */
const TYPE = { bytea: 17, int8: 20, int4: 23, text: 25, json: 114, uuid: 2950 } as const;

function int4(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function int8(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
}

const text = (value: string): Buffer => Buffer.from(value, 'utf8');
const uuid = (value: string): Buffer => Buffer.from(value.replaceAll('-', ''), 'hex');

/** Type, length (-1 for NULL) and bytes of one column. */
function column<T>(type: number, value: T | null, encode: (value: T) => Buffer): Buffer[] {
  if (value === null) return [int4(type), int4(-1)];
  const bytes = encode(value);
  return [int4(type), int4(bytes.length), bytes];
}

/** The bytes of an event that are hashed: docs/event-log-format.md describes them. */
export function canonicalBytes(event: CanonicalEvent): Buffer {
  const columns = [
    column(TYPE.int8, event.position, int8),
    column(TYPE.int4, event.epoch, int4),
    column(TYPE.uuid, event.eventId, uuid),
    column(TYPE.text, event.streamId, text),
    column(TYPE.int8, event.version, int8),
    column(TYPE.text, event.event, text),
    column(TYPE.int4, event.schemaVersion, int4),
    column(TYPE.bytea, event.body, (body) => body),
    column(TYPE.int8, event.occurredAt, int8),
    column(TYPE.int8, event.recordedAt, int8),
    column(TYPE.text, event.actor, text),
    column(TYPE.uuid, event.correlationId, uuid),
    column(TYPE.uuid, event.causationId, uuid),
    column(TYPE.text, event.traceparent, text),
    column(TYPE.json, event.ext, text),
  ];
  return Buffer.concat([int4(columns.length), ...columns.flat()]);
}

/** The hash of an event: SHA-256 over the hash of the one before it and its own bytes. */
export function chainHash(previous: Buffer, event: CanonicalEvent): Buffer {
  return createHash('sha256').update(previous).update(canonicalBytes(event)).digest();
}
