import { expect, test } from '@jest/globals';
import { afterWork, at, demoDay, isWeekend, workingDaysBefore, workingDayUpTo } from './demo-calendar.js';

// 2026-03-02 is a Monday.
const moment = (text: string): number => Date.parse(`${text}:00Z`);

test.each([
  ['2026-03-02T10:00', 3, '2026-03-02T13:00'],
  ['2026-03-02T07:00', 1, '2026-03-02T10:00'],
  ['2026-03-02T16:00', 3, '2026-03-03T10:00'],
  ['2026-03-02T20:00', 1, '2026-03-03T10:00'],
  ['2026-03-06T17:00', 2, '2026-03-09T10:00'],
  ['2026-03-07T12:00', 1, '2026-03-09T10:00'],
  ['2026-03-02T09:00', 20, '2026-03-04T11:00'],
])('work from %s on takes %d hours, and is done at %s', (from, hours, until) =>
  expect(new Date(afterWork(moment(from), hours)).toISOString()).toBe(`${until}:00.000Z`),
);

test('working days are counted back over weekends', () => {
  expect(['2026-03-06', '2026-03-07', '2026-03-08'].map(isWeekend)).toEqual([false, true, true]);
  expect(workingDayUpTo('2026-03-08')).toBe('2026-03-06');
  expect(workingDayUpTo('2026-03-06')).toBe('2026-03-06');
  expect(workingDaysBefore('2026-03-09', 1)).toBe('2026-03-06');
  expect(workingDaysBefore('2026-03-08', 2)).toBe('2026-03-05');
});

test('a moment lies on its day', () => expect(demoDay(at('2026-03-02', 23.99))).toBe('2026-03-02'));
