/**
 * One-dimensional arrays in PostgreSQL's binary format. `pg` sends a Buffer as a binary parameter, so the server takes the
 * values as they are: no quoting and no hexadecimal here, no parsing there.
 */

/** Ids of the element types in PostgreSQL's catalogue. */
const OID = { bool: 16, bytea: 17, int8: 20, int4: 23, text: 25, uuid: 2950 } as const;

type Nullable<T> = readonly (T | null)[];

const HEADER = 20;

/** @param payload bytes of all elements that are not null, without their length prefixes */
function start(elements: Nullable<unknown>, oid: number, payload: number): Buffer {
  if (elements.length === 0) {
    const empty = Buffer.alloc(12);
    empty.writeInt32BE(oid, 8);
    return empty;
  }
  const bytes = Buffer.allocUnsafe(HEADER + 4 * elements.length + payload);
  bytes.writeInt32BE(1, 0); // dimensions
  bytes.writeInt32BE(elements.includes(null) ? 1 : 0, 4);
  bytes.writeInt32BE(oid, 8);
  bytes.writeInt32BE(elements.length, 12);
  bytes.writeInt32BE(1, 16); // the first index
  return bytes;
}

function count(elements: Nullable<unknown>): number {
  let found = 0;
  for (const element of elements) if (element !== null) found++;
  return found;
}

function fill<T>(bytes: Buffer, elements: Nullable<T>, put: (element: T, at: number) => number): Buffer {
  let at = HEADER;
  for (const element of elements) {
    if (element === null) {
      at = bytes.writeInt32BE(-1, at);
      continue;
    }
    const length = put(element, at + 4);
    bytes.writeInt32BE(length, at);
    at += 4 + length;
  }
  return bytes;
}

function writeInt8(bytes: Buffer, value: number, at: number): number {
  bytes.writeInt32BE(Math.floor(value / 2 ** 32), at);
  bytes.writeUInt32BE(value >>> 0, at + 4);
  return 8;
}

function writeUuid(bytes: Buffer, uuid: string, at: number): number {
  return bytes.write(uuid.replaceAll('-', ''), at, 16, 'hex');
}

export function int4Array(elements: Nullable<number>): Buffer {
  const bytes = start(elements, OID.int4, 4 * count(elements));
  return fill(bytes, elements, (element, at) => bytes.writeInt32BE(element, at) - at);
}

/** @param elements safe integers */
export function int8Array(elements: Nullable<number>): Buffer {
  const bytes = start(elements, OID.int8, 8 * count(elements));
  return fill(bytes, elements, (element, at) => writeInt8(bytes, element, at));
}

export function boolArray(elements: Nullable<boolean>): Buffer {
  const bytes = start(elements, OID.bool, count(elements));
  return fill(bytes, elements, (element, at) => bytes.writeUInt8(element ? 1 : 0, at) - at);
}

export function textArray(elements: Nullable<string>): Buffer {
  let payload = 0;
  for (const element of elements) if (element !== null) payload += Buffer.byteLength(element);
  const bytes = start(elements, OID.text, payload);
  return fill(bytes, elements, (element, at) => bytes.write(element, at));
}

/** @param elements canonical UUIDs: anything else would break the whole call */
export function uuidArray(elements: Nullable<string>): Buffer {
  const bytes = start(elements, OID.uuid, 16 * count(elements));
  return fill(bytes, elements, (element, at) => writeUuid(bytes, element, at));
}

export function byteaArray(elements: Nullable<Buffer>): Buffer {
  let payload = 0;
  for (const element of elements) payload += element?.length ?? 0;
  const bytes = start(elements, OID.bytea, payload);
  return fill(bytes, elements, (element, at) => element.copy(bytes, at));
}
