import { isUuid, personOf, type RecordedEvent } from '#libs/kernel';

/** What an event is about, as people look for it. */
export interface Subjects {
  readonly taskId: string | null;
  /** Whom it concerns: whose account, task, message or session it is. */
  readonly personId: string | null;
  /** Who is concerned besides, as whoever had the task until then. */
  readonly otherId: string | null;
  /** Who did it, if it was a person. */
  readonly actorId: string | null;
}

/** In this order: the first that is there is the one whom the event concerns. */
const PEOPLE = ['assigneeId', 'employeeId', 'userId', 'recipientId', 'previousAssigneeId', 'createdBy'] as const;
const TASK = 'taskId';

/** The fields of a body in which a task or a person is named, each by its UUID. */
export const SUBJECT_FIELDS: readonly string[] = [TASK, ...PEOPLE];

/** Streams that are somebody's own. */
const OWN_STREAM = /^(?:user|employee):(.+)$/;

/** Finds in an event what it is about. Only ids are looked at, so nothing personal comes out of it. */
export function subjectsOf({ body, meta }: RecordedEvent): Subjects {
  const fields = body as Readonly<Record<string, unknown>>;
  const named = PEOPLE.map((field) => idIn(fields[field]));
  const people = [...new Set([...named, idIn(OWN_STREAM.exec(meta.streamId)?.[1])])].filter((id) => id !== null);
  const [personId = null, otherId = null] = people;
  return { taskId: idIn(fields[TASK]), personId, otherId, actorId: personOf(meta.actor) };
}

const idIn = (value: unknown): string | null => (typeof value === 'string' && isUuid(value) ? value : null);
