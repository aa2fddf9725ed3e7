import { type Source, type TaskDone, type TaskGiven, type TaskMade, type TaskStory } from './entry-story.js';

/** An event as the service tells it that recorded it; times ISO 8601. */
export interface ToldEvent {
  readonly service: string;
  readonly epoch: number;
  readonly position: number;
  readonly eventId: string;
  readonly event: string;
  readonly occurredAt: string;
  readonly actor: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * Finds, among all that has happened to a task, what led to an entry.
 *
 * @param events of the task's stream, oldest first
 * @param causeEventId the event that the entry names as its cause
 * @returns null where that event is not among them: it is void, since the log was put back
 */
export function storyOfTask(events: readonly ToldEvent[], causeEventId: string): TaskStory | null {
  const at = events.findIndex(({ eventId }) => eventId === causeEventId);
  if (at < 0) return null;
  const made = events.find(({ event }) => event === 'TaskCreated');
  const given = events.slice(0, at + 1).findLast(({ event }) => event === 'TaskAssigned');
  const done = events.find(({ event }) => event === 'TaskCompleted');
  return {
    task: made ? madeOf(made) : null,
    assignment: given ? givenOf(given) : null,
    completion: done ? doneOf(done) : null,
  };
}

const sourceOf = ({ service, epoch, position, eventId, event }: Omit<ToldEvent, 'body'>): Source => ({
  position: `${service}=${epoch}.${position}`,
  eventId,
  event,
});

const happened = (event: ToldEvent) => ({
  at: Date.parse(event.occurredAt),
  by: event.actor,
  source: sourceOf(event),
});

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const amount = (value: unknown): number => (typeof value === 'number' ? value : 0);

const madeOf = (event: ToldEvent): TaskMade => ({
  id: text(event.body['taskId']) ?? '',
  title: text(event.body['title']) ?? '',
  ticketId: text(event.body['ticketId']),
  assignmentFee: amount(event.body['assignmentFee']),
  completionReward: amount(event.body['completionReward']),
  ...happened(event),
});

const givenOf = (event: ToldEvent): TaskGiven => ({
  assigneeId: text(event.body['assigneeId']) ?? '',
  previousAssigneeId: text(event.body['previousAssigneeId']),
  reason: text(event.body['reason']),
  draw: drawOf(text(event.body['draw'])),
  ...happened(event),
});

const doneOf = (event: ToldEvent): TaskDone => ({
  assigneeId: text(event.body['assigneeId']) ?? '',
  ...happened(event),
});

/** `3/12` is the third of twelve. */
function drawOf(draw: string | null): TaskGiven['draw'] {
  const [, place, of] = /^(\d+)\/(\d+)$/.exec(draw ?? '') ?? [];
  return place && of ? { place: Number(place), of: Number(of) } : null;
}
