import { expect, test } from '@jest/globals';
import { findEventType } from './catalogue.js';
import { type EventType } from './event-type.js';
import { catalogue } from './generated/index.js';
import { withEpochTimes, withIsoTimes } from './iso-times.js';

const time = { type: 'long', logicalType: 'timestamp-millis' };
const typeOf = (...fields: object[]): EventType => ({
  ...{ service: 'tasks', event: 'Probe', version: 1, pii: [], piiSubject: null },
  schema: JSON.stringify({ type: 'record', name: 'Probe', fields: [{ name: 'meta', type: 'null' }, ...fields] }),
});
const span = {
  type: 'record',
  name: 'Span',
  fields: [
    { name: 'from', type: time },
    { name: 'count', type: 'long' },
  ],
};

test('a moment becomes text wherever it stands; numbers that are none stay numbers', () => {
  const type = typeOf(
    { name: 'at', type: time },
    { name: 'amount', type: 'long' },
    { name: 'before', type: ['null', span] },
    { name: 'after', type: ['null', 'aviary.tasks.Span'] },
    { name: 'each', type: { type: 'array', items: time } },
    { name: 'byName', type: { type: 'map', values: ['null', 'Span'] } },
  );
  const body = {
    ...{ at: 0, amount: 14, before: null, after: { from: 1_000, count: 2 }, each: [0, 1] },
    byName: { one: { from: 0, count: 1 }, none: null },
  };
  const told = withIsoTimes(type, body);
  expect(told).toEqual({
    ...{ at: '1970-01-01T00:00:00.000Z', amount: 14, before: null },
    after: { from: '1970-01-01T00:00:01.000Z', count: 2 },
    each: ['1970-01-01T00:00:00.000Z', '1970-01-01T00:00:00.001Z'],
    byName: { one: { from: '1970-01-01T00:00:00.000Z', count: 1 }, none: null },
  });
  expect(withEpochTimes(type, told)).toEqual(body);
});

test('a body without a moment is the same body', () => {
  const type = findEventType('tasks', 'TaskCompleted');
  const body = { taskId: 'x', completionReward: 3 };
  expect(withIsoTimes(type!, body)).toBe(body);
});

test('every event that there is can be told so', () => {
  for (const type of catalogue) expect(withIsoTimes(type, {})).toEqual({});
});
