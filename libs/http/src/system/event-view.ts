import { decodeBody, findEventType } from '#libs/contracts';
import { type RawEvent } from '#libs/event-store';
import { type EventView } from './event.dto.js';

const MASK = '***';

/** @throws UndecodableError, UnknownEventVersionError for what this release cannot read */
export function viewOf(service: string, { body, occurredAt, recordedAt, ...meta }: RawEvent): EventView {
  const { event, schemaVersion } = meta;
  const decoded = structuredClone(decodeBody(service, event, schemaVersion, body)) as Record<string, unknown>;
  for (const path of findEventType(service, event, schemaVersion)?.pii ?? []) mask(decoded, path.split('.'));
  return {
    service,
    epoch: meta.epoch,
    position: meta.position,
    eventId: meta.eventId,
    event,
    schemaVersion,
    streamId: meta.streamId,
    version: meta.version,
    occurredAt: new Date(occurredAt).toISOString(),
    recordedAt: new Date(recordedAt).toISOString(),
    actor: meta.actor,
    correlationId: meta.correlationId,
    causationId: meta.causationId,
    body: decoded,
  };
}

/** What is sealed would be of no use to a reader; that something is there is. */
function mask(body: Record<string, unknown>, [name = '', ...rest]: readonly string[]): void {
  const value = body[name];
  if (rest.length > 0 && value !== null && typeof value === 'object') mask(value as Record<string, unknown>, rest);
  else if (value !== null && value !== undefined) body[name] = MASK;
}
