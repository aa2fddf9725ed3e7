import { describe, expect, test } from '@jest/globals';
import { findEventType, versionsOf } from './catalogue.js';
import { decodeBody, encodeBody } from './codec.js';
import { currentName, formerNames, refuseReplaced, replacedEvents } from './replaced-events.js';

const id = '0190aaaa-0000-7000-8000-000000000001';

describe('a message that failed, as it was told before there were deliveries', () => {
  const told = { messageId: id, recipientId: id, reason: 'smtp:451' };

  test.each([
    [true, 'failed'],
    [false, 'delayed'],
    [null, 'delayed'],
  ])('final: %j is read as %s', (final, outcome) => {
    const { bytes } = encodeBody('notifier', 'MessageFailed', { ...told, final });
    const read = decodeBody('notifier', 'MessageFailed', 1, bytes);
    expect(read).toStrictEqual({ ...told, outcome });
    expect(() => encodeBody('notifier', 'DeliveryFailed', read)).not.toThrow();
  });

  test('is known by the name that it has today', () => {
    expect(currentName('notifier', 'MessageFailed')).toBe('DeliveryFailed');
    expect(formerNames('notifier', 'DeliveryFailed')).toEqual(['MessageFailed']);
  });

  test('is refused to those who would wait for it in vain', () => {
    expect(() => refuseReplaced('notifier', 'MessageFailed', 'notifier.probe_v1')).toThrow(
      'notifier.probe_v1 reads notifier.MessageFailed, which DeliveryFailed has replaced',
    );
  });
});

test('any other event is called what it is recorded as', () => {
  expect(currentName('notifier', 'MessageSent')).toBe('MessageSent');
  expect(currentName('tasks', 'MessageFailed')).toBe('MessageFailed');
  expect(formerNames('tasks', 'TaskCreated')).toEqual([]);
  expect(() => refuseReplaced('tasks', 'TaskCreated', 'anybody')).not.toThrow();
});

const all = [...replacedEvents].flatMap(([service, events]) =>
  [...events].map(([old, { event }]) => ({ service, old, now: event })),
);

test.each(all)('$service.$old leads to an event of today, and seals stay bound to their fields', (it) => {
  const [old, now] = [findEventType(it.service, it.old), findEventType(it.service, it.now)];
  expect(old && now).toBeDefined();
  expect(currentName(it.service, it.now)).toBe(it.now);
  const personal = versionsOf(it.service, it.old).flatMap(({ pii }) => pii);
  expect(now?.pii).toEqual(expect.arrayContaining(personal));
  if (personal.length > 0) expect(now?.piiSubject).toBe(old?.piiSubject);
});
