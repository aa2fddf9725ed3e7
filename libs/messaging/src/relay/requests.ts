import { encodeMeta, frame } from '#libs/contracts';
import { type RawEvent } from '#libs/event-store';
import { type Meta } from '#libs/kernel';

/** A record as it goes to the topic. */
export interface OutgoingRecord {
  readonly key: string;
  readonly value: Buffer;
  /** Of the event; for traces. */
  readonly meta?: Meta;
}

/** The record of an event: the log's bytes as they are, with the wire prefix and the metadata in front. */
export function recordOf({ body, ...meta }: RawEvent, schemaId: number): OutgoingRecord {
  return { key: `${meta.tenant}/${meta.streamId}`, value: frame(schemaId, encodeMeta(meta), body), meta };
}

/**
 * Cuts records into requests of at most so many bytes, in order. A record that is larger goes alone.
 */
export function cutByBytes<R extends OutgoingRecord>(records: readonly R[], bytes: number): R[][] {
  const requests: R[][] = [];
  let size = Infinity;
  for (const record of records) {
    const own = record.key.length + record.value.length;
    if (size + own > bytes) {
      requests.push([]);
      size = 0;
    }
    requests.at(-1)?.push(record);
    size += own;
  }
  return requests;
}
