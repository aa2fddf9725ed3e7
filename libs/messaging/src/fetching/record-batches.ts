import { gunzipSync } from 'node:zlib';
import { TopicMessage } from './topic-message.js';
import { behindVarint, varintAt } from './varint.js';

/*
 * A partition's records as the broker keeps and sends them: batches of version 2, one after the other
 * (https://kafka.apache.org/documentation/#recordbatch). Integers are big endian; within records they are zigzag varints.
 */

/** Where in a batch: its first offset (8 bytes), its length from here on (4), its version, attributes, the last offset. */
const LENGTH_AT = 8;
const HEAD = 12;
const MAGIC_AT = 16;
const ATTRIBUTES_AT = 21;
const LAST_OFFSET_AT = 23;
const COUNT_AT = 57;
const RECORDS_AT = 61;

const MAGIC = 2;
const COMPRESSION = 0x7;
const GZIP = 1;
/** Marks of transactions: nothing that anybody has written. */
const CONTROL = 0x20;

/** What was in an answer of the broker. */
export interface Records {
  readonly messages: readonly TopicMessage[];
  /** The first offset behind them, which is not always that of a message. */
  readonly next: number;
}

/** A batch that this reader does not know how to read: no waiting will help. */
export class UnreadableBatchError extends Error {
  override readonly name = 'UnreadableBatchError';
}

/**
 * Reads what came of a partition. Batches come whole, so the first may begin before what was asked for, and the last one may
 * be cut off.
 *
 * @param from the offset that was asked for
 * @throws UnreadableBatchError
 */
export function readBatches(bytes: Buffer, from: number): Records {
  const messages: TopicMessage[] = [];
  let next = from;
  for (let at = 0; at + RECORDS_AT <= bytes.length;) {
    const end = at + HEAD + bytes.readInt32BE(at + LENGTH_AT);
    if (end > bytes.length) break;
    const first = Number(bytes.readBigInt64BE(at));
    if (bytes[at + MAGIC_AT] !== MAGIC)
      throw new UnreadableBatchError(
        `The batch at offset ${first} is of version ${bytes[at + MAGIC_AT]}, not ${MAGIC}.`,
      );
    if ((bytes.readInt16BE(at + ATTRIBUTES_AT) & CONTROL) === 0)
      readBatch(bytes.subarray(at, end), first, from, messages);
    next = Math.max(next, first + bytes.readInt32BE(at + LAST_OFFSET_AT) + 1);
    at = end;
  }
  return { messages, next };
}

function readBatch(batch: Buffer, first: number, from: number, into: TopicMessage[]): void {
  const compression = batch.readInt16BE(ATTRIBUTES_AT) & COMPRESSION;
  if (compression > GZIP)
    throw new UnreadableBatchError(
      `The batch at offset ${first} is compressed, and not by gzip, the only way known here.`,
    );
  const packed = batch.subarray(RECORDS_AT);
  const bytes = compression === GZIP ? gunzipSync(packed) : packed;
  let at = 0;
  for (let left = batch.readInt32BE(COUNT_AT); left > 0; left -= 1) {
    const begin = behindVarint(bytes, at);
    const end = begin + varintAt(bytes, at);
    if (!(end > begin && end <= bytes.length))
      throw new UnreadableBatchError(`The batch at offset ${first} is not as its head says.`);
    // A byte of attributes, of which there are none, and when it was written.
    at = behindVarint(bytes, begin + 1);
    const offset = first + varintAt(bytes, at);
    if (offset >= from) into.push(new TopicMessage(offset, bytes, behindVarint(bytes, at)));
    at = end;
  }
}
