import { expect, test } from '@jest/globals';
import { uuidv5 } from '#libs/kernel';
import { storyOfTask, type ToldEvent } from './story-of-task.js';

const [ada, bob, mary] = [uuidv5('ada'), uuidv5('bob'), uuidv5('mary')];
const told = (
  position: number,
  event: string,
  body: Record<string, unknown>,
  actor: string | null = mary,
): ToldEvent => ({
  ...{ service: 'tasks', epoch: 1, position, eventId: uuidv5('event', position), event, actor },
  ...{ occurredAt: `2026-05-0${position}T09:00:00.000Z`, body: { taskId: uuidv5('task'), ...body } },
});
const source = (position: number, event: string) => ({
  ...{ position: `tasks=1.${position}`, eventId: uuidv5('event', position), event },
});

const created = told(1, 'TaskCreated', { title: 'Feed', ticketId: 'KEA-7', assignmentFee: 14, completionReward: 31 });
const toBob = told(2, 'TaskAssigned', { assigneeId: bob, previousAssigneeId: null, reason: 'created', draw: '3/12' });
const toAda = told(3, 'TaskAssigned', { assigneeId: ada, previousAssigneeId: bob, reason: 'manual', draw: null });
const done = told(4, 'TaskCompleted', { assigneeId: ada, completionReward: 31 }, ada);

const at = (position: number) => Date.UTC(2026, 4, position, 9);
const [givenToBob, givenToAda] = [
  {
    ...{ assigneeId: bob, previousAssigneeId: null, reason: 'created', draw: { place: 3, of: 12 } },
    ...{ at: at(2), by: mary, source: source(2, 'TaskAssigned') },
  },
  {
    ...{ assigneeId: ada, previousAssigneeId: bob, reason: 'manual', draw: null },
    ...{ at: at(3), by: mary, source: source(3, 'TaskAssigned') },
  },
];

test('a charge is about the assignment that it names, whatever came later', () => {
  const story = storyOfTask([created, toBob, toAda, done], toBob.eventId);
  expect(story?.assignment).toEqual(givenToBob);
  expect(story?.task).toEqual({
    ...{ id: uuidv5('task'), title: 'Feed', ticketId: 'KEA-7', assignmentFee: 14, completionReward: 31 },
    ...{ at: at(1), by: mary, source: source(1, 'TaskCreated') },
  });
});

test('a reward goes back to the last assignment before the completion', () => {
  const story = storyOfTask([created, toBob, toAda, done], done.eventId);
  expect(story?.assignment).toEqual(givenToAda);
  expect(story?.completion).toEqual({ assigneeId: ada, at: at(4), by: ada, source: source(4, 'TaskCompleted') });
});

test('an open task has no completion', () =>
  expect(storyOfTask([created, toBob], toBob.eventId)?.completion).toBeNull());

test('a cause that is not in the log of tasks any more has no story', () =>
  expect(storyOfTask([created, toBob], done.eventId)).toBeNull());
