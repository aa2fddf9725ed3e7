import { currentName, decodeBody } from '#libs/contracts';
import { type RawEvent } from '#libs/event-store';
import { type LogRecord } from './tenant-batch.js';

/**
 * Events of a service's own log as records. Bodies are decoded when somebody wants them: events that nobody here handles
 * may be those of a newer release.
 */
export function logRecords(service: string, events: readonly RawEvent[]): LogRecord[] {
  return events.map(({ body, ...meta }) => ({
    meta,
    event: currentName(service, meta.event),
    bodyBytes: body,
    body: () => decodeBody(service, meta.event, meta.schemaVersion, body),
  }));
}
