import { describe, expect, test } from '@jest/globals';
import { isUuid } from '#libs/kernel';
import { asLog, MORNING, recorded } from './recorded.js';

const ID = '0190f0f0-0000-7000-8000-000000000001';
const created = { event: 'TaskCreated', body: { taskId: ID, title: 'Feed' } } as const;

describe('a recorded event', () => {
  test('has a plausible place, time and stream', () => {
    const { event, body, meta } = recorded('TaskCreated', created.body);
    expect({ event, body }).toEqual(created);
    expect(meta).toMatchObject({ event: 'TaskCreated', epoch: 1, position: 1, version: 1, streamId: `task:${ID}` });
    expect(meta).toMatchObject({ occurredAt: MORNING + 1000, recordedAt: MORNING + 1000, actor: null, ext: {} });
    expect([meta.eventId, meta.correlationId].map(isUuid)).toEqual([true, true]);
  });

  test('says what the spec says', () => {
    const { meta } = recorded('TaskCreated', created.body, { position: 7, streamId: 'tasks', actor: 'system:seed' });
    expect(meta).toMatchObject({ position: 7, streamId: 'tasks', actor: 'system:seed', occurredAt: MORNING + 7000 });
  });
});

describe('a log', () => {
  test('counts positions, and versions in each stream', () => {
    const other = { event: 'TaskCreated', body: { taskId: ID.replace(/1$/, '2') } };
    const log = asLog([created, other, recorded('TaskCompleted', { taskId: ID })], {
      tenant: 'acme',
      epoch: 2,
      after: 10,
    });
    expect(log.map(({ meta }) => [meta.epoch, meta.position, meta.version, meta.tenant])).toEqual([
      [2, 11, 1, 'acme'],
      [2, 12, 1, 'acme'],
      [2, 13, 2, 'acme'],
    ]);
  });

  test('goes on from a position that the spec says', () => {
    const log = asLog([created, recorded('TaskCompleted', {}, { position: 5 }), created]);
    expect(log.map(({ meta }) => meta.position)).toEqual([1, 5, 6]);
  });
});
