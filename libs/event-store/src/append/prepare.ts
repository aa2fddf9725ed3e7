import { encodeBody } from '#libs/contracts';
import { canonicalJson, invalid, isUuid, uuidv7 } from '#libs/kernel';
import { type AppendCommand, type NewEvent } from '../types.js';
import { type PreparedCommand, type PreparedEvent } from './prepared.js';

/** The largest body of an event, in bytes as encoded. */
export const MAX_BODY_BYTES = 256 * 1024;

/** What an event takes on the wire besides its body, roughly. */
const EVENT_OVERHEAD = 300;

/** Seals the personal fields of the events' bodies; the event ids are given. */
export type Seal = (events: readonly { event: string; eventId: string; body: object }[]) => Promise<readonly object[]>;

function assertUuid(what: string, id: string | null): void {
  if (id !== null && !isUuid(id)) throw new Error(`${what} is not a UUID: ${id}`);
}

function prepareEvent(
  service: string,
  command: AppendCommand,
  event: NewEvent & { eventId: string },
  body: object,
): PreparedEvent {
  const { schemaVersion, bytes } = encodeBody(service, event.event, body);
  if (bytes.length > MAX_BODY_BYTES)
    throw invalid(
      'event-too-large',
      `What is to be recorded takes ${bytes.length} bytes; at most ${MAX_BODY_BYTES} can be kept in one event.`,
    );
  const prepared: PreparedEvent = {
    streamId: event.streamId,
    eventId: event.eventId,
    event: event.event,
    schemaVersion,
    body: bytes,
    occurredAt: event.occurredAt ?? null,
    correlationId: event.correlationId ?? command.correlationId,
    causationId: event.causationId === undefined ? (command.causationId ?? null) : event.causationId,
    traceparent: event.traceparent === undefined ? (command.traceparent ?? null) : event.traceparent,
  };
  assertUuid('eventId', prepared.eventId);
  assertUuid('correlationId', prepared.correlationId);
  assertUuid('causationId', prepared.causationId);
  return prepared;
}

function streamsOf(command: AppendCommand): PreparedCommand['streams'] {
  const guards = (command.guards ?? []).map(({ streamId, version }) => ({ streamId, version, guard: true }));
  const written = [...new Set(command.events.map(({ streamId }) => streamId))].map((streamId) => {
    const expected = command.expected?.get(streamId) ?? 'any';
    return { streamId, version: expected === 'any' ? null : expected, guard: false };
  });
  return [...guards, ...written];
}

/**
 * Makes a command ready to be sent: gives out event ids, seals personal fields, encodes the bodies.
 *
 * @throws DomainError `event-too-large`, or what sealing refuses; an Error where a body or an id is not of its form
 */
export async function prepare(service: string, command: AppendCommand, seal: Seal): Promise<PreparedCommand> {
  const named = command.events.map((event) => ({ ...event, eventId: event.eventId ?? uuidv7() }));
  const bodies = await seal(named);
  const events = named.map((event, i) => prepareEvent(service, command, event, bodies[i] ?? event.body));
  command.reactions?.causeEventIds.forEach((id) => assertUuid('causeEventId', id));
  return {
    events,
    streams: streamsOf(command),
    actor: command.actor,
    ext: command.ext && Object.keys(command.ext).length > 0 ? canonicalJson(command.ext) : null,
    idempotency: command.idempotency,
    answer: command.answer === undefined ? null : JSON.stringify(command.answer),
    reactions: command.reactions,
    checkpoint: command.checkpoint,
    bytes: events.reduce((sum, event) => sum + event.body.length + EVENT_OVERHEAD, EVENT_OVERHEAD),
  };
}
