import { type Fact } from '#libs/kernel';
import { defineProjection } from '#libs/projections';
import { type Subjects, subjectsOf } from '../../domain/subjects.js';
import { INDEXED, serviceOf } from './indexed-events.js';

/** Where an event is, when it happened, what led to it, and what it is about. Not what it says: the log tells that. */
export interface IndexedEvent extends Subjects {
  eventId: string;
  event: string;
  service: string;
  epoch: number;
  position: number;
  streamId: string;
  version: number;
  /** Epoch milliseconds, as `recordedAt`. */
  occurredAt: number;
  recordedAt: number;
  correlationId: string;
  causationId: string | null;
}

type AnyEvent = Fact<(typeof INDEXED)[keyof typeof INDEXED][number]>;

const id = { type: 'uuid', nullable: true } as const;

/**
 * The events of all logs by what people look for: a request, a cause, a task, a person, a time. It holds ids and no
 * personal data, and each row comes from one event and never changes.
 */
export const eventIndex = defineProjection<IndexedEvent, AnyEvent, { key: 'eventId' }>({
  service: 'keeper',
  name: 'event_index',
  version: 1,
  events: INDEXED,
  table: {
    columns: {
      eventId: 'uuid',
      event: 'text',
      service: 'text',
      epoch: 'int',
      position: 'long',
      streamId: 'text',
      version: 'long',
      occurredAt: 'instant',
      recordedAt: 'instant',
      correlationId: 'uuid',
      causationId: id,
      taskId: id,
      personId: id,
      otherId: id,
      actorId: id,
    },
    primaryKey: ['eventId'],
    indexes: [
      ['occurredAt'],
      ['event', 'occurredAt'],
      ['correlationId', 'occurredAt'],
      ['causationId'],
      ['taskId', 'occurredAt'],
      ['personId', 'occurredAt'],
      ['otherId', 'occurredAt'],
      ['actorId', 'occurredAt'],
    ],
  },
  keys: ({ meta }) => [{ eventId: meta.eventId }],
  evolve(_, event) {
    const { eventId, epoch, position, streamId, version, occurredAt, recordedAt, correlationId, causationId } =
      event.meta;
    const place = { event: event.event, service: serviceOf(event.event), epoch, position, streamId, version };
    return { eventId, ...place, occurredAt, recordedAt, correlationId, causationId, ...subjectsOf(event) };
  },
});
