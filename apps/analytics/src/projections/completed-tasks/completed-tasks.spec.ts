import { test } from '@jest/globals';
import { uuidv5 } from '#libs/kernel';
import { projectionSpec, recorded } from '#libs/testing';
import { completedTasks } from './completed-tasks.projection.js';

const taskId = uuidv5('task');
const ada = uuidv5('ada');
const links = { projectId: null, parentTaskId: null, createdBy: null, description: null, deadline: null };
const created = () =>
  recorded('TaskCreated', {
    taskId,
    title: 'Feed',
    ticketId: 'KEA-7',
    ...links,
    assignmentFee: 10,
    completionReward: 30,
  });
const completed = () =>
  recorded('TaskCompleted', { taskId, assigneeId: ada, projectId: null, completionReward: 30 }, { occurredAt: 2_000 });

test('an open task is not completed yet', () =>
  projectionSpec(completedTasks)
    .given(created())
    .then([{ taskId, title: 'Feed', ticketId: 'KEA-7', assigneeId: null, completionReward: 30, completedAt: null }]));

test('a completed one says when it was, and by whom', () =>
  projectionSpec(completedTasks)
    .given(created(), completed())
    .then([{ taskId, title: 'Feed', ticketId: 'KEA-7', assigneeId: ada, completionReward: 30, completedAt: 2_000 }]));
