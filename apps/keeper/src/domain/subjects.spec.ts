import { expect, test } from '@jest/globals';
import { type Fact, uuidv5 } from '#libs/kernel';
import { recorded } from '#libs/testing';
import { subjectsOf } from './subjects.js';

const [ada, bob, mary, task] = ['ada', 'bob', 'mary', 'task'].map((name) => uuidv5(name)) as [
  string,
  string,
  string,
  string,
];
const of = (fact: Fact, streamId: string, actor: string | null = null) =>
  subjectsOf(recorded(fact.event, fact.body, { streamId, actor }));

test('an assignment is about the task, who has it now, who had it, and who gave it', () => {
  const body = { taskId: task, assigneeId: ada, previousAssigneeId: bob };
  expect(of({ event: 'TaskAssigned', body }, `task:${task}`, mary)).toEqual({
    ...{ taskId: task, personId: ada, otherId: bob, actorId: mary },
  });
});

test('whoever gets a task again is named once', () =>
  expect(
    of({ event: 'TaskAssigned', body: { taskId: task, assigneeId: ada, previousAssigneeId: ada } }, `task:${task}`),
  ).toEqual({ taskId: task, personId: ada, otherId: null, actorId: null }));

test.each([
  ['MessageSent', { messageId: bob, recipientId: ada }, `message:${bob}`],
  ['LoggedIn', { sessionId: bob, userId: ada }, `session:${bob}`],
  ['EntryReversed', { entryId: bob, from: 'company', to: `employee:${ada}` }, `employee:${ada}`],
])('%s is about the person, by its body or its stream', (event, body, streamId) =>
  expect(of({ event, body }, streamId, 'system:notifier')).toEqual({
    ...{ taskId: null, personId: ada, otherId: null, actorId: null },
  }),
);

test('what is about nobody says so', () =>
  expect(of({ event: 'BillingCycleSealed', body: { through: '2026-05-03' } }, 'seals')).toEqual({
    ...{ taskId: null, personId: null, otherId: null, actorId: null },
  }));
