import { hash, randomFillSync } from 'node:crypto';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Whether the text is a UUID in its canonical lower-case form. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** The person's UUID if the actor of an event is a person, and not the system. */
export function personOf(actor: string | null): string | null {
  return actor !== null && isUuid(actor) ? actor : null;
}

function format(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

function stamp(bytes: Buffer, version: number): string {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | (version << 4);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return format(bytes);
}

/** The namespace under which Aviary derives its UUIDs (itself a random UUID, fixed for good). */
export const AVIARY_NAMESPACE = '6f2b7c1e-52a4-4f0e-9d55-0c3a8f1d7e60';
const NAMESPACE_BYTES = Buffer.from(AVIARY_NAMESPACE.replaceAll('-', ''), 'hex');

/**
 * A UUID of version 5 (RFC 9562, section 5.5): the same name always gives the same id, so that a step which is done
 * again makes the same event and is recognised.
 *
 * @param parts joined by a NUL byte, which none of them may contain
 */
export function uuidv5(...parts: readonly (string | number)[]): string {
  const name = Buffer.concat([NAMESPACE_BYTES, Buffer.from(parts.join('\0'))]);
  return stamp(hash('sha1', name, 'buffer').subarray(0, 16), 5);
}

/** Random bytes for many ids: asking the system for each id's own would take several times as long as all the rest. */
const pool = Buffer.alloc(4_096);
let unused = 0;

/** 16 random bytes that are given out once; overwritten as soon as more are asked for than the pool still holds. */
function freshBytes(): Buffer {
  if (unused === 0) {
    randomFillSync(pool);
    unused = pool.length;
  }
  unused -= 16;
  return pool.subarray(unused, unused + 16);
}

/** A UUID of version 7 (RFC 9562, section 5.7): ordered by time to the millisecond, which keeps indexes compact. */
export function uuidv7(now: number = Date.now()): string {
  const bytes = freshBytes();
  bytes.writeUIntBE(now, 0, 6);
  return stamp(bytes, 7);
}
