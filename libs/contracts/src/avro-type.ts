import { MAX_AMOUNT } from '#libs/kernel';
import { type AvroRecord } from '#libs/schemas';
import avsc, { type Type } from 'avsc';

/*
 * avsc as it is trusts the bytes it reads and a few numbers too many: a claimed array length of 2^50 keeps it busy for
 * good, and a long below -2^52 is written with the wrong sign. These types of its own kind, put in its place, do not.
 */

/** avsc's reading and writing position; it does not fail at the end of the bytes, so that `decode` must look. */
interface Tap {
  readonly buf: Buffer;
  pos: number;
  readInt(): number;
  readLong(): number;
  readString(): string | undefined;
}

interface Readable {
  _read(tap: Tap): unknown;
}

const MOST_BYTES_SCALE = 2 ** 62;

/** A long within ±9·10^15, exact over all of it. */
class BoundedLong extends avsc.types.LongType {
  _read(tap: Tap): number {
    let byte = tap.buf[tap.pos++] ?? 0;
    const negative = (byte & 1) === 1;
    let magnitude = (byte & 0x7f) >> 1;
    for (let scale = 64; byte & 0x80; scale *= 128) {
      if (scale > MOST_BYTES_SCALE) throw new Error('a number has more than ten bytes');
      byte = tap.buf[tap.pos++] ?? 0;
      magnitude += (byte & 0x7f) * scale;
    }
    const value = negative ? -magnitude - 1 : magnitude;
    if (Math.abs(value) > MAX_AMOUNT) throw new Error(`a number is beyond ±${MAX_AMOUNT}`);
    return value;
  }

  _write(tap: Tap, value: number): void {
    const magnitude = value < 0 ? -value - 1 : value;
    let byte = (magnitude % 64) * 2 + (value < 0 ? 1 : 0);
    for (let rest = Math.floor(magnitude / 64); rest > 0; rest = Math.floor(rest / 128)) {
      tap.buf[tap.pos++] = byte | 0x80;
      byte = rest % 128;
    }
    tap.buf[tap.pos++] = byte;
  }
}

class BoundedInt extends avsc.types.IntType {
  _read(tap: Tap): number {
    const value = tap.readInt();
    if (value !== (value | 0)) throw new Error('a number has more than 32 bits');
    return value;
  }
}

/** How many items the next block claims to have; each takes a byte at least. */
function blockLength(tap: Tap): number {
  const claimed = tap.readLong();
  if (claimed < 0) tap.readLong();
  const count = Math.abs(claimed);
  const left = tap.buf.length - tap.pos;
  if (left < 0) throw new Error('it is cut short');
  if (!(count <= left)) throw new Error('a list claims more items than there are bytes');
  return count;
}

class BoundedArray extends avsc.types.ArrayType {
  _read(tap: Tap): unknown[] {
    const items = this.itemsType as unknown as Readable;
    const values: unknown[] = [];
    for (let count = blockLength(tap); count > 0; count = blockLength(tap))
      for (let i = 0; i < count; i++) values.push(items._read(tap));
    return values;
  }

  _skip(tap: Tap): void {
    this._read(tap);
  }
}

class BoundedMap extends avsc.types.MapType {
  _read(tap: Tap): Record<string, unknown> {
    const type = this.valuesType as Readable;
    const entries: [string, unknown][] = [];
    for (let count = blockLength(tap); count > 0; count = blockLength(tap))
      for (let i = 0; i < count; i++) entries.push([tap.readString() ?? '', type._read(tap)]);
    return Object.fromEntries(entries);
  }

  _skip(tap: Tap): void {
    this._read(tap);
  }
}

type Hook = NonNullable<NonNullable<Parameters<typeof avsc.Type.forSchema>[1]>['typeHook']>;

const typeHook: Hook = (schema, options) => {
  const name = typeof schema === 'object' && 'type' in schema ? schema.type : schema;
  if (name === 'long') return new BoundedLong();
  if (name === 'int') return new BoundedInt();
  if (name === 'array') return new BoundedArray(schema, options);
  if (name === 'map') return new BoundedMap(schema, options);
  if (name !== 'record') return undefined;
  const type = new avsc.types.RecordType(schema, options);
  // What is read are plain objects: equal to literals, without methods of avsc.
  type.recordConstructor.prototype = Object.prototype;
  return type;
};

/** The type that reads and writes a record: a uuid as string, a long and a time as number, a union without wrapping. */
export function avroType(schema: AvroRecord): Type {
  return avsc.Type.forSchema(schema as unknown as Parameters<typeof avsc.Type.forSchema>[0], {
    wrapUnions: 'never',
    omitRecordMethods: true,
    typeHook,
  });
}
