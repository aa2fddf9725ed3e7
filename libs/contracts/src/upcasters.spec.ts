import { describe, expect, test } from '@jest/globals';
import { versionsOf } from './catalogue.js';
import { EventCodec } from './event-codec.js';
import { upcast } from './upcasters.js';

const id = '0190aaaa-0000-7000-8000-000000000001';

describe('a task that was made before tasks knew their tickets', () => {
  const [first] = versionsOf('tasks', 'TaskCreated');
  const then = new EventCodec(first ? [first] : []);
  const now = new EventCodec(versionsOf('tasks', 'TaskCreated'));
  const body = {
    ...{ taskId: id, description: null, projectId: null, parentTaskId: null, deadline: null, createdBy: id },
    ...{ assignmentFee: 15, completionReward: 30 },
  };
  const readNow = (title: string | null) => now.decode(1, then.encode({ ...body, title }).bytes, 0);

  test.each([
    ['[KAFKA-123] Mend the gate', { title: 'Mend the gate', ticketId: 'KAFKA-123' }],
    ['[WIP] Mend the gate', { title: '[WIP] Mend the gate', ticketId: null }],
    ['Mend the gate', { title: 'Mend the gate', ticketId: null }],
    [null, { title: null, ticketId: null }],
  ])('%j is read with title and ticket apart', (title, told) =>
    expect(readNow(title)).toStrictEqual({ ...body, ...told }),
  );

  test('of one made since, nothing is guessed', () => {
    const written = { ...body, title: '[KAFKA-1] Mend', ticketId: null };
    const { schemaVersion, bytes } = now.encode(written);
    expect(schemaVersion).toBe(2);
    expect(now.decode(2, bytes, 0)).toStrictEqual(written);
  });
});

test('an event of which no older version meant something else is left alone', () => {
  const body = { taskId: id };
  expect(upcast('tasks', 'TaskCompleted', 1, 1, body)).toBe(body);
});
