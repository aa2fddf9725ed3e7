import { decodeRecord, encodeMeta, frame, UndecodableError, UnknownEventVersionError } from '#libs/contracts';
import { type Meta, type RecordedEvent } from '#libs/kernel';
import { type DeadLetter } from './dead-letter.js';

/** What was set aside is read by ourselves only, by name and version: the registry's id is of no use. */
const NO_SCHEMA_ID = 0;

/** An event as it is set aside: as it would go to Kafka. */
export function storedRecord(meta: Meta, body: Buffer): Buffer {
  return frame(NO_SCHEMA_ID, encodeMeta(meta), body);
}

/**
 * The event that was set aside, by what this release can read; personal fields stay sealed.
 *
 * @returns why it cannot be read, if it cannot
 */
export function readLetter({
  source,
  record,
}: Pick<DeadLetter, 'source' | 'record'>): RecordedEvent | UndecodableError | UnknownEventVersionError {
  try {
    const decoded = decodeRecord(source, record);
    const { event, meta } = decoded;
    return { event, body: decoded.body(), meta };
  } catch (error) {
    if (error instanceof UndecodableError || error instanceof UnknownEventVersionError) return error;
    throw error;
  }
}
