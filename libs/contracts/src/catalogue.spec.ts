import { describe, expect, test } from '@jest/globals';
import { eventOfSubject, findEventType, serviceOfTopic, subject, topic } from './catalogue.js';
import { catalogue } from './generated/index.js';

test('an event is found by service and name, in its newest version or a given one', () => {
  expect(findEventType('tasks', 'TaskCreated')).toMatchObject({ version: 2, pii: [], piiSubject: null });
  expect(findEventType('tasks', 'TaskCreated', 2)).toBe(findEventType('tasks', 'TaskCreated'));
  expect(findEventType('tasks', 'TaskCreated', 1)).toMatchObject({ version: 1 });
  expect(findEventType('tasks', 'TaskCreated', 99)).toBeUndefined();
  expect(findEventType('auth', 'TaskCreated')).toBeUndefined();
  expect(findEventType('tasks', 'toString')).toBeUndefined();
});

test('personal fields are listed with their paths, also where a record is used a second time', () => {
  expect(findEventType('auth', 'UserRegistered')).toMatchObject({
    pii: ['login', 'name', 'email'],
    piiSubject: 'userId',
  });
  expect(findEventType('auth', 'UserRenamed')).toMatchObject({ pii: ['before.name', 'after.name'] });
  expect(findEventType('employees', 'EmployeeChanged')).toMatchObject({ piiSubject: 'employeeId' });
});

describe('names on the wire', () => {
  test('topic and subject', () => {
    expect(topic('tasks')).toBe('aviary.tasks');
    expect(serviceOfTopic('aviary.tasks')).toBe('tasks');
    expect(serviceOfTopic('__consumer_offsets')).toBeUndefined();
    expect(subject('tasks', 'TaskCreated')).toBe('aviary.tasks-aviary.tasks.TaskCreated');
    expect(eventOfSubject(subject('tasks', 'TaskCreated'))).toEqual({ service: 'tasks', event: 'TaskCreated' });
    expect(eventOfSubject('aviary.tasks-aviary.auth.TaskCreated')).toBeUndefined();
    expect(eventOfSubject('orders-value')).toBeUndefined();
  });

  test('every text is a whole schema, named as the catalogue names it', () => {
    for (const { service, event, schema } of catalogue)
      expect(JSON.parse(schema)).toMatchObject({ type: 'record', name: event, namespace: `aviary.${service}` });
  });

  test('every service with a log can open a new epoch of it', () => {
    const logs = catalogue.filter(({ event }) => event === 'LogEpochOpened').map(({ service }) => service);
    expect(logs).toEqual([
      'accounting',
      'analytics',
      'auth',
      'employees',
      'keeper',
      'links',
      'notifier',
      'tasks',
      'tenants',
    ]);
    expect(new Set(catalogue.map(({ service }) => service))).toEqual(new Set(logs));
  });
});
