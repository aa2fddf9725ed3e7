import { describe, expect, test } from '@jest/globals';
import { encodeBody } from './codec.js';
import { InvalidEventError, UnknownEventVersionError } from './errors.js';
import { encodeMeta } from './record.js';
import { type EmployeeChanged, type TaskCreated, type UserRegistered } from './generated/index.js';

const id = '0190aaaa-0000-7000-8000-000000000001';
const task: TaskCreated = {
  taskId: id,
  title: 'Sweep the perch',
  description: null,
  projectId: null,
  parentTaskId: null,
  deadline: 1_790_000_000_000,
  assignmentFee: 12,
  completionReward: 30,
  createdBy: null,
  ticketId: null,
};
const user: UserRegistered = {
  userId: id,
  login: 'kesha',
  name: 'Kesha',
  email: null,
  roles: ['admin'],
  permissions: [],
};
const change: EmployeeChanged = {
  employeeId: id,
  before: null,
  after: { name: 'Kesha', positionId: null, departmentId: id },
};

/** The path and the problem for which a body is refused. */
function refusal(service: string, event: string, body: object): string {
  try {
    encodeBody(service, event, body);
  } catch (error) {
    if (error instanceof InvalidEventError) return `${error.path}: ${error.problem}`;
    throw error;
  }
  return 'accepted';
}

describe('a body that is not as its schema says is refused, naming the field', () => {
  test.each<[string, string, object, string]>([
    ['tasks', 'TaskCreated', task, 'accepted'],
    ['tasks', 'TaskCreated', { ...task, ticket: null }, 'ticket: is no field of the schema'],
    ['tasks', 'TaskCreated', { ...task, title: undefined }, 'title: is missing'],
    ['tasks', 'TaskCreated', { ...task, title: 7 }, 'title: must be a text without lone surrogates'],
    ['tasks', 'TaskCreated', { ...task, title: 'a\ud800b' }, 'title: must be a text without lone surrogates'],
    ['tasks', 'TaskCreated', { ...task, title: '\ud83e\udd9c' }, 'accepted'],
    ['tasks', 'TaskCreated', { ...task, taskId: 'task-1' }, 'taskId: must be a UUID in lower case'],
    ['tasks', 'TaskCreated', { ...task, taskId: id.toUpperCase() }, 'taskId: must be a UUID in lower case'],
    ['tasks', 'TaskCreated', { ...task, taskId: null }, 'taskId: must be a UUID in lower case'],
    ['tasks', 'TaskCreated', { ...task, projectId: '' }, 'projectId: must be a UUID in lower case'],
    [
      'tasks',
      'TaskCreated',
      { ...task, deadline: new Date() },
      'deadline: must be a time in UTC milliseconds, years 1 to 9999',
    ],
    [
      'tasks',
      'TaskCreated',
      { ...task, deadline: 1e15 },
      'deadline: must be a time in UTC milliseconds, years 1 to 9999',
    ],
    [
      'tasks',
      'TaskCreated',
      { ...task, assignmentFee: 1.5 },
      'assignmentFee: must be a whole number within ±9000000000000000',
    ],
    [
      'tasks',
      'TaskCreated',
      { ...task, assignmentFee: '1' },
      'assignmentFee: must be a whole number within ±9000000000000000',
    ],
    [
      'tasks',
      'TaskCreated',
      { ...task, assignmentFee: 2 ** 53 - 1 },
      'assignmentFee: must be a whole number within ±9000000000000000',
    ],
    [
      'tasks',
      'TaskCreated',
      { ...task, assignmentFee: NaN },
      'assignmentFee: must be a whole number within ±9000000000000000',
    ],
    ['tasks', 'TaskCreated', [], ': must be an object'],
    ['auth', 'UserRegistered', user, 'accepted'],
    ['auth', 'UserRegistered', { ...user, roles: null }, 'roles: must be a list'],
    ['auth', 'UserRegistered', { ...user, roles: ['a', null] }, 'roles.1: must be a text without lone surrogates'],
    ['employees', 'EmployeeChanged', change, 'accepted'],
    ['employees', 'EmployeeChanged', { ...change, before: 'x' }, 'before: must be an object'],
    [
      'employees',
      'EmployeeChanged',
      { ...change, after: { ...change.after, age: 7 } },
      'after.age: is no field of the schema',
    ],
    [
      'employees',
      'EmployeeChanged',
      { ...change, before: { name: 1, positionId: null, departmentId: null } },
      'before.name: must be a text without lone surrogates',
    ],
    [
      'notifier',
      'MessageFailed',
      { messageId: id, recipientId: id, reason: null, final: 1 },
      'final: must be true or false',
    ],
  ])('%s.%s %j: %s', (service, event, body, expected) => {
    expect(refusal(service, event, body)).toBe(expected);
  });
});

test('the message names event and field, and never the value', () => {
  const wrong = { ...user, email: ['kesha@example.org'] };
  expect(() => encodeBody('auth', 'UserRegistered', wrong)).toThrow(
    'auth.UserRegistered: email must be a text without lone surrogates',
  );
});

test('an event that nobody defined cannot be written', () => {
  expect(() => encodeBody('tasks', 'TaskEaten', {})).toThrow(UnknownEventVersionError);
  expect(() => encodeBody('tasks', 'constructor', {})).toThrow(UnknownEventVersionError);
});

test('metadata is checked as strictly', () => {
  const meta = { event: 'TaskCreated', schemaVersion: 1 } as Parameters<typeof encodeMeta>[0];
  expect(() => encodeMeta(meta)).toThrow('meta: epoch is missing');
});
