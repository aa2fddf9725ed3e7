import { expect, test } from '@jest/globals';
import { catalogue, currentName } from '#libs/contracts';
import { uuidv5 } from '#libs/kernel';
import { projectionSpec, recorded } from '#libs/testing';
import { SUBJECT_FIELDS } from '../../domain/subjects.js';
import { eventIndex } from './event-index.projection.js';
import { INDEXED } from './indexed-events.js';

const [task, ada, mary, request, cause] = ['task', 'ada', 'mary', 'request', 'cause'].map((name) => uuidv5(name)) as [
  ...[string, string, string, string, string],
];

test('an event is found by its request, its cause, its task, its people and its time', () => {
  const meta = { actor: mary, correlationId: request, causationId: cause, occurredAt: 1_000, recordedAt: 2_000 };
  const completed = recorded(
    'TaskCompleted',
    { taskId: task, assigneeId: ada, projectId: null, completionReward: 31 },
    { ...meta, eventId: uuidv5('event'), streamId: `task:${task}`, position: 7, version: 3 },
  );
  projectionSpec(eventIndex)
    .given(completed)
    .then([
      {
        ...{ eventId: uuidv5('event'), event: 'TaskCompleted', service: 'tasks', epoch: 1, position: 7 },
        ...{ streamId: `task:${task}`, version: 3, occurredAt: 1_000, recordedAt: 2_000 },
        ...{ correlationId: request, causationId: cause },
        ...{ taskId: task, personId: ada, otherId: null, actorId: mary },
      },
    ]);
});

test('no event is left out; a new one takes a new version of the view', () => {
  const known = new Set(
    catalogue
      .filter(({ event }) => event !== 'LogEpochOpened')
      .map(({ service, event }) => `${service}.${currentName(service, event)}`),
  );
  const indexed = Object.entries(INDEXED).flatMap(([service, events]) => events.map((event) => `${service}.${event}`));
  expect(indexed.toSorted()).toEqual([...known].toSorted());
});

/** A UUID, or one that may be null; what lies deeper is of the same things as what is beside it. */
const isId = (type: unknown): boolean =>
  Array.isArray(type) ? type.some(isId) : (type as { logicalType?: string } | null)?.logicalType === 'uuid';

/** Ids that are of something else than a task or a person. */
const OF_OTHERS = new Set([
  ...[
    'eventId',
    'causeEventId',
    'entryId',
    'reversedEntryId',
    'messageId',
    'sessionId',
    'importId',
    'alarmId',
    'letterId',
  ],
  ...['projectId', 'parentTaskId', 'positionId', 'departmentId'],
]);

test('every id in a body is known to be of a task, of a person, or of something else', () => {
  interface Field {
    readonly name: string;
    readonly type: unknown;
  }
  const ids = catalogue.flatMap(({ schema }) =>
    (JSON.parse(schema) as { fields: Field[] }).fields.slice(1).flatMap(({ name, type }) => (isId(type) ? [name] : [])),
  );
  const stray = new Set(ids.filter((name) => !SUBJECT_FIELDS.includes(name) && !OF_OTHERS.has(name)));
  expect([...stray]).toEqual([]);
});
