import { test } from '@jest/globals';
import { uuidv5 } from '#libs/kernel';
import { projectionSpec, recorded } from '#libs/testing';
import { taskTitles } from './task-titles.projection.js';

test('a task is known by its title and its ticket', () => {
  const taskId = uuidv5('task');
  const links = { projectId: null, parentTaskId: null, createdBy: null };
  const terms = { description: null, deadline: null, assignmentFee: 10, completionReward: 20 };
  projectionSpec(taskTitles)
    .given(recorded('TaskCreated', { taskId, title: 'Feed', ticketId: 'KEA-7', ...links, ...terms }))
    .then([{ taskId, title: 'Feed', ticketId: 'KEA-7' }]);
});
