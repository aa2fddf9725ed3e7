/*
 * The one question of Kafka's protocol that is asked here: Fetch, version 4, the oldest that brokers of today answer, and
 * enough for reading one partition (https://kafka.apache.org/protocol#The_Messages_Fetch). All is preceded by its length.
 */

const FETCH = 1;
const VERSION = 4;
const NO_REPLICA = -1;
const READ_UNCOMMITTED = 0;
const LENGTH = 4;

export interface FetchQuestion {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** How long the broker may keep its answer back while there is nothing. Milliseconds. */
  readonly waitMs: number;
  /** At least one batch comes all the same. */
  readonly maxBytes: number;
}

export interface FetchAnswer {
  /** 0 if all is well; see https://kafka.apache.org/protocol#protocol_error_codes. */
  readonly error: number;
  /** The next offset that the partition gives out. */
  readonly end: number;
  /** Batches, the last of which may be cut off. */
  readonly records: Buffer;
}

/** @param id comes back with the answer */
export function encodeFetch(id: number, client: string, question: FetchQuestion): Buffer {
  const { topic, partition, offset, waitMs, maxBytes } = question;
  const texts = [client, topic].map((text) => Buffer.from(text));
  const bytes = Buffer.alloc(LENGTH + 10 + 17 + 4 + 2 + 4 + 16 + texts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  const int16 = (value: number): void => void (at = bytes.writeInt16BE(value, at));
  const int32 = (value: number): void => void (at = bytes.writeInt32BE(value, at));
  const text = (which: 0 | 1): void => {
    const encoded = texts[which] as Buffer;
    int16(encoded.length);
    at += encoded.copy(bytes, at);
  };
  int32(bytes.length - LENGTH);
  int16(FETCH);
  int16(VERSION);
  int32(id);
  text(0);
  for (const value of [NO_REPLICA, waitMs, 1, maxBytes]) int32(value);
  at = bytes.writeInt8(READ_UNCOMMITTED, at);
  // One topic, one partition of it.
  int32(1);
  text(1);
  int32(1);
  int32(partition);
  at = bytes.writeBigInt64BE(BigInt(offset), at);
  int32(maxBytes);
  return bytes;
}

/** @param bytes an answer behind its length and its id; records are a view of them */
export function decodeFetch(bytes: Buffer): FetchAnswer {
  // Throttling, the number of topics.
  let at = 4 + 4;
  at += 2 + bytes.readInt16BE(at);
  // The number of partitions, which partition.
  at += 4 + 4;
  const error = bytes.readInt16BE(at);
  const end = Number(bytes.readBigInt64BE(at + 2));
  // Those two, and the last stable offset.
  at += 2 + 8 + 8;
  const aborted = bytes.readInt32BE(at);
  at += 4 + Math.max(0, aborted) * 16;
  const length = bytes.readInt32BE(at);
  return { error, end, records: bytes.subarray(at + 4, at + 4 + Math.max(0, length)) };
}
