import { expect, test } from '@jest/globals';
import { eventText, type TracedEvent } from './event-text.js';

const cause = {
  ...{ service: 'tasks', epoch: 1, position: 2, eventId: 'c', event: 'TaskAssigned', streamId: 'task:t', version: 2 },
  body: {},
};
const charge: TracedEvent = {
  ...{ service: 'accounting', epoch: 1, position: 7, eventId: 'e', event: 'AssignmentFeeCharged' },
  ...{ streamId: 'employee:x', version: 3, body: { amount: 14 }, cause },
};

test('an event is told with its place, its content, and what caused it', () => {
  expect(eventText(charge).split('\n')).toEqual([
    'accounting=1.7  AssignmentFeeCharged',
    '  id       e',
    '  stream   employee:x, version 3',
    '  says     {"amount":14}',
    '  because  tasks=1.2  TaskAssigned',
    '           id      c',
    '           stream  task:t',
  ]);
  expect(eventText({ ...charge, cause: null })).not.toContain('because');
});
