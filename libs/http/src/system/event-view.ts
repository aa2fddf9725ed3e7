import { currentName, decodeBody, findEventType, withIsoTimes } from '#libs/contracts';
import { type RawEvent } from '#libs/event-store';
import { type EventView } from './event.dto.js';

const MASK = '***';

/**
 * An event for people to read: in the newest version's terms, moments as ISO 8601, personal fields masked.
 *
 * @throws UndecodableError, UnknownEventVersionError for what this release cannot read
 */
export function eventViewOf(service: string, { body, occurredAt, recordedAt, ...meta }: RawEvent): EventView {
  const { event: recordedAs, schemaVersion } = meta;
  const event = currentName(service, recordedAs);
  const decoded = decodeBody(service, recordedAs, schemaVersion, body);
  // What is decoded has the shape of the newest version of what the event is called today, whatever was written.
  const shape = findEventType(service, event);
  const told = masked(decoded, shape?.pii ?? []);
  return {
    service,
    epoch: meta.epoch,
    position: meta.position,
    eventId: meta.eventId,
    event,
    recordedAs,
    schemaVersion,
    streamId: meta.streamId,
    version: meta.version,
    occurredAt: new Date(occurredAt).toISOString(),
    recordedAt: new Date(recordedAt).toISOString(),
    actor: meta.actor,
    correlationId: meta.correlationId,
    causationId: meta.causationId,
    body: (shape ? withIsoTimes(shape, told) : told) as Record<string, unknown>,
  };
}

/** A copy of the body in which the fields at these dotted paths are masked. */
export function masked(body: object, paths: readonly string[]): object {
  const copy = structuredClone(body) as Record<string, unknown>;
  for (const path of paths) mask(copy, path.split('.'));
  return copy;
}

/** What is sealed would be of no use to a reader; that something is there is. */
function mask(body: Record<string, unknown>, [name = '', ...rest]: readonly string[]): void {
  const value = body[name];
  if (rest.length > 0 && value !== null && typeof value === 'object') mask(value as Record<string, unknown>, rest);
  else if (value !== null && value !== undefined) body[name] = MASK;
}
