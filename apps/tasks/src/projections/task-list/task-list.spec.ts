import { test } from '@jest/globals';
import { uuidv5 } from '#libs/kernel';
import { projectionSpec, recorded } from '#libs/testing';
import { taskList } from './task-list.projection.js';

const taskId = uuidv5('task');
const [ada, bob] = [uuidv5('ada'), uuidv5('bob')];
const streamId = `task:${taskId}`;
const terms = { assignmentFee: 15, completionReward: 30 };

const created = recorded(
  'TaskCreated',
  {
    taskId,
    title: 'Feed',
    description: 'them',
    projectId: null,
    parentTaskId: null,
    deadline: 9_000,
    ...terms,
    createdBy: bob,
    ticketId: 'KEA-7',
  },
  { streamId, position: 7, version: 1, occurredAt: 1_000 },
);
const assigned = (assigneeId: string, version: number, at: number) =>
  recorded(
    'TaskAssigned',
    { taskId, assigneeId, previousAssigneeId: null, projectId: null, assignmentFee: 15, reason: 'created', draw: null },
    { streamId, position: 6 + version, version, occurredAt: at },
  );
const completed = recorded(
  'TaskCompleted',
  { taskId, assigneeId: ada, projectId: null, completionReward: 30 },
  { streamId, position: 9, version: 3, occurredAt: 3_000 },
);

const row = {
  ...{ taskId, title: 'Feed', description: 'them', projectId: null, parentTaskId: null, deadline: 9_000, ...terms },
  ...{ ticketId: 'KEA-7', createdBy: bob, createdAt: 1_000, createdPosition: 7 },
};
const spec = projectionSpec(taskList);

test('a task that is assigned is open', () =>
  spec
    .given(created, assigned(ada, 2, 1_500))
    .then([{ ...row, status: 'open', assigneeId: ada, assignedAt: 1_500, completedAt: null, version: 2 }]));

test('the last assignment counts', () =>
  spec
    .given(created, assigned(ada, 2, 1_500), assigned(bob, 3, 2_000))
    .then([{ ...row, status: 'open', assigneeId: bob, assignedAt: 2_000, completedAt: null, version: 3 }]));

test('a completed task says when', () =>
  spec
    .given(created, assigned(ada, 2, 1_500), completed)
    .then([{ ...row, status: 'completed', assigneeId: ada, assignedAt: 1_500, completedAt: 3_000, version: 3 }]));
