import { type Meta } from '#libs/kernel';
import { type AvroField, type AvroRecord } from '#libs/schemas';
import { avroType } from './avro-type.js';
import { checkOf } from './check.js';
import { decodeBody } from './codec.js';
import { InvalidEventError, UndecodableError } from './errors.js';
import { META_FIELD } from './generated/meta.js';
import { MetaReader } from './meta-reader.js';
import { readPart } from './read-part.js';
import { currentName } from './replaced-events.js';

const metaSchema = (JSON.parse(META_FIELD) as AvroField).type as AvroRecord;
const metaType = avroType(metaSchema);
const checkMeta = checkOf(metaSchema);
const reader = new MetaReader();

/** Confluent wire format: a zero byte, the registry's id of the schema (int32, big endian), then the record. */
const MAGIC = 0;
const PREFIX_LENGTH = 5;

/** @throws InvalidEventError naming the field, if the metadata is not as frozen in version 1 */
export function encodeMeta(meta: Meta): Buffer {
  checkMeta(meta, '', (path, problem) => {
    throw new InvalidEventError('meta', path, problem);
  });
  return metaType.toBuffer(meta);
}

/** A record as it goes to Kafka. Avro has no framing: metadata and body put one after the other are the whole record. */
export function frame(schemaId: number, meta: Buffer, body: Buffer): Buffer {
  const prefix = Buffer.alloc(PREFIX_LENGTH, MAGIC);
  prefix.writeInt32BE(schemaId, 1);
  return Buffer.concat([prefix, meta, body]);
}

/** A record from a topic, of which only the metadata has been read. */
export interface DecodedRecord {
  /** For tools that are not ours; the schema is found by the event's name and version. */
  readonly schemaId: number;
  readonly meta: Meta;
  /** What the event is called today, which `meta` may not know yet. */
  readonly event: string;
  /** A view of the record's bytes, not a copy. */
  readonly bodyBytes: Buffer;
  /**
   * Decodes the body, in the terms of `event`, each time anew.
   *
   * @throws UnknownEventVersionError, UndecodableError as `decodeBody` does
   */
  body(): object;
}

/**
 * Reads the metadata of a record; knowing its event is not needed for that.
 *
 * @param service whose topic it is in, which the record does not say
 * @param value of the Kafka message; null for a tombstone
 * @throws UndecodableError
 */
export function decodeRecord(service: string, value: Buffer | null): DecodedRecord {
  if (value === null) throw new UndecodableError('tombstone', 'The record has no value.');
  if (value.length < PREFIX_LENGTH)
    throw new UndecodableError('too-short', `The record has ${value.length} bytes, fewer than the prefix alone.`);
  if (value[0] !== MAGIC)
    throw new UndecodableError('wrong-magic', `The record begins with byte ${value[0]} instead of 0.`);
  const usual = reader.read(value, PREFIX_LENGTH);
  if (usual) return new FramedRecord(service, value, usual, reader.end);
  const { value: read, offset } = readPart(metaType, value, PREFIX_LENGTH, 'bad-meta');
  return new FramedRecord(service, value, read as Meta, offset);
}

/** Cuts out, and decodes, what is asked for; of most records that are replayed nobody asks for everything. */
class FramedRecord implements DecodedRecord {
  constructor(
    private readonly service: string,
    private readonly value: Buffer,
    readonly meta: Meta,
    /** Where the body begins. */
    private readonly offset: number,
  ) {}

  get schemaId(): number {
    return this.value.readInt32BE(1);
  }

  get event(): string {
    return currentName(this.service, this.meta.event);
  }

  get bodyBytes(): Buffer {
    return this.value.subarray(this.offset);
  }

  body(): object {
    return decodeBody(this.service, this.meta.event, this.meta.schemaVersion, this.value, this.offset);
  }
}
