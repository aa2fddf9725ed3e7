import { test } from '@jest/globals';
import { uuidv5 } from '#libs/kernel';
import { deciderSpec } from '#libs/testing';
import { type TaskFact } from './task.js';
import { task, type TaskCommand } from './task.decide.js';

const taskId = uuidv5('task');
const [ada, bob] = [uuidv5('ada'), uuidv5('bob')];
const terms = { assignmentFee: 15, completionReward: 30 };
const details = { title: 'Feed the parrots', description: null, projectId: null, parentTaskId: null, deadline: null };

const created: TaskFact = {
  event: 'TaskCreated',
  body: { taskId, ...details, ...terms, createdBy: bob, ticketId: 'KEA-7' },
};

const assignedTo = (assigneeId: string, previousAssigneeId: string | null, reason = 'created'): TaskFact => ({
  event: 'TaskAssigned',
  body: { taskId, assigneeId, previousAssigneeId, projectId: null, assignmentFee: 15, reason, draw: '1/2' },
});

const completedBy = (assigneeId: string): TaskFact => ({
  event: 'TaskCompleted',
  body: { taskId, assigneeId, projectId: null, completionReward: 30 },
});

const create: TaskCommand = {
  type: 'create',
  ...{ taskId, ...details, ...terms, createdBy: bob, ticketId: 'KEA-7' },
  assignment: { assigneeId: ada, draw: '1/2', reason: 'created' },
};
const reassignTo = (assigneeId: string): TaskCommand => ({
  type: 'reassign',
  assignment: { assigneeId, draw: '1/2', reason: 'reassigned' },
});

const spec = deciderSpec(task);

test('a task is created and assigned at once', () => spec.given().when(create).then(created, assignedTo(ada, null)));

test('an id is used once', () => spec.given(created).when(create).thenError('task-exists'));

test('a reassigned task names whom it was taken from', () =>
  spec
    .given(created, assignedTo(ada, null))
    .when(reassignTo(bob))
    .then(assignedTo(bob, ada, 'reassigned')));

test('a draw may hit the same person again', () =>
  spec
    .given(created, assignedTo(ada, null))
    .when(reassignTo(ada))
    .then(assignedTo(ada, ada, 'reassigned')));

test('what is done is not reassigned', () =>
  spec
    .given(created, assignedTo(ada, null), completedBy(ada))
    .when(reassignTo(bob))
    .thenError('task-already-completed', { kind: 'conflict' }));

test('the assignee completes', () =>
  spec.given(created, assignedTo(ada, null)).when({ type: 'complete', by: ada }).then(completedBy(ada)));

test('nobody completes for another', () =>
  spec
    .given(created, assignedTo(ada, null))
    .when({ type: 'complete', by: bob })
    .thenError('task-of-another', { kind: 'conflict' }));

test('after a reassignment the earlier assignee is another', () =>
  spec
    .given(created, assignedTo(ada, null), assignedTo(bob, ada))
    .when({ type: 'complete', by: ada })
    .thenError('task-of-another'));

test('nobody completes twice', () =>
  spec
    .given(created, assignedTo(ada, null), completedBy(ada))
    .when({ type: 'complete', by: ada })
    .thenError('task-already-completed', { kind: 'conflict' }));

test('what does not exist cannot be completed', () =>
  spec.given().when({ type: 'complete', by: ada }).thenError('task-not-found', { kind: 'not-found', field: 'id' }));
