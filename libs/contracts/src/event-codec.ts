import { type AvroRecord } from '#libs/schemas';
import { type Type } from 'avsc';
import { avroType } from './avro-type.js';
import { bodySchema } from './body-schema.js';
import { type Check, checkOf } from './check.js';
import { InvalidEventError, UnknownEventVersionError } from './errors.js';
import { type EventType } from './event-type.js';
import { readBody } from './read-part.js';
import { upcast } from './upcasters.js';

type Reader = (bytes: Buffer, offset: number) => object;

const bodyOf = (type: EventType): AvroRecord => bodySchema(JSON.parse(type.schema) as AvroRecord);

/** Writes one event in its newest version, and reads it in all of them. */
export class EventCodec {
  private readonly newest: EventType;
  private readonly type: Type;
  private readonly check: Check;
  private readonly readers: Reader[] = [];

  /** @param versions of one event, oldest first, at least one */
  constructor(
    private readonly versions: readonly EventType[],
    private readonly upcastBody: typeof upcast = upcast,
  ) {
    const newest = versions.at(-1);
    if (!newest) throw new Error('An event has at least one version.');
    this.newest = newest;
    const schema = bodyOf(newest);
    this.type = avroType(schema);
    this.check = checkOf(schema);
  }

  /** @throws InvalidEventError naming the field, if the body does not match the schema to the letter */
  encode(body: object): { schemaVersion: number; bytes: Buffer } {
    this.check(body, '', (path, problem) => {
      throw new InvalidEventError(`${this.newest.service}.${this.newest.event}`, path, problem);
    });
    return { schemaVersion: this.newest.version, bytes: this.type.toBuffer(body) };
  }

  /**
   * Answers in the newest version's shape.
   *
   * @throws UnknownEventVersionError, UndecodableError
   */
  decode(version: number, bytes: Buffer, offset: number): object {
    this.readers[version] ??= this.reader(version);
    return this.readers[version](bytes, offset);
  }

  private reader(version: number): Reader {
    const { service, event, version: newest } = this.newest;
    const written = this.versions.find((type) => type.version === version);
    if (!written) throw new UnknownEventVersionError(service, event, version);
    const { type, upcastBody } = this;
    if (version === newest) return (bytes, offset) => readBody(type, bytes, offset);
    const resolver = type.createResolver(avroType(bodyOf(written)));
    return (bytes, offset) => upcastBody(service, event, version, newest, readBody(type, bytes, offset, resolver));
  }
}
