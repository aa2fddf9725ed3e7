import { versionsOf } from './catalogue.js';
import { UnknownEventVersionError } from './errors.js';
import { EventCodec } from './event-codec.js';
import { inCurrentTerms } from './replaced-events.js';

/** service → event → its codec, built when the event is first met. */
const codecs = new Map<string, Map<string, EventCodec>>();

function codecOf(service: string, event: string, version: number | undefined): EventCodec {
  const known = codecs.get(service)?.get(event);
  if (known) return known;
  const versions = versionsOf(service, event);
  if (versions.length === 0) throw new UnknownEventVersionError(service, event, version);
  const codec = new EventCodec(versions);
  codecs.set(service, (codecs.get(service) ?? new Map<string, EventCodec>()).set(event, codec));
  return codec;
}

/**
 * Encodes a body by the newest version of its schema.
 *
 * @throws InvalidEventError naming the field, if the body does not match the schema to the letter
 * @throws UnknownEventVersionError if there is no such event
 */
export function encodeBody(service: string, event: string, body: object): { schemaVersion: number; bytes: Buffer } {
  return codecOf(service, event, undefined).encode(body);
}

/**
 * Decodes a body that was written in the given version, brought up to the newest one; that of an event that was replaced,
 * in the terms of `currentName`.
 *
 * @param event the name by which it was recorded
 * @param offset where the body begins; it must end where the bytes do
 * @throws UnknownEventVersionError if this release does not know that version
 * @throws UndecodableError if the bytes are not a body of that version
 */
export function decodeBody(service: string, event: string, version: number, bytes: Buffer, offset = 0): object {
  return inCurrentTerms(service, event, codecOf(service, event, version).decode(version, bytes, offset));
}
