import { expect, test } from '@jest/globals';
import { uuidv5 } from '#libs/kernel';
import { asLog } from '#libs/testing';
import { streamStates } from './stream-states.js';

const [taskId, ada, bob] = ['task', 'ada', 'bob'].map((name) => uuidv5(name)) as [string, string, string];
const links = { projectId: null, parentTaskId: null, createdBy: null };
const assigned = { taskId, projectId: null, assignmentFee: 14, reason: 'created', draw: '1/2' };
const events = asLog([
  {
    event: 'TaskCreated',
    body: {
      ...{ taskId, title: 'Feed', ticketId: null, description: null, deadline: Date.UTC(2026, 4, 3), ...links },
      ...{ assignmentFee: 14, completionReward: 31 },
    },
  },
  { event: 'TaskAssigned', body: { ...assigned, assigneeId: ada, previousAssigneeId: null } },
  { event: 'TaskAssigned', body: { ...assigned, assigneeId: bob, previousAssigneeId: ada } },
  { event: 'TaskCompleted', body: { taskId, assigneeId: bob, projectId: null, completionReward: 31 } },
]);
const after = (count: number) => streamStates['task']?.(events.slice(0, count));

test('a task is told as it is shown, whatever came of it later', () => {
  expect(after(2)).toMatchObject({
    ...{ id: taskId, title: 'Feed', assigneeId: ada, status: 'open', completedAt: null },
    deadline: '2026-05-03T00:00:00.000Z',
  });
  expect(after(3)).toMatchObject({ assigneeId: bob, status: 'open' });
  expect(after(4)).toMatchObject({ assigneeId: bob, status: 'completed', completedAt: expect.any(String) });
});
