import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  addDays,
  dayOf,
  daysBetween,
  firstOfMonth,
  isDay,
  isTimeZone,
  minutesOf,
  mondayOf,
  startOfDay,
} from './time.js';

const at = (text: string) => Date.parse(text);

test.each([
  ['2026-03-01', true],
  ['2024-02-29', true],
  ['2023-02-29', false],
  ['2026-13-01', false],
  ['2026-3-1', false],
  ['2026-03-01T00:00:00Z', false],
  ['', false],
])('%s is a day: %s', (text, expected) => expect(isDay(text)).toBe(expected));

test('days are counted over months and years', () => {
  expect(addDays('2026-02-28', 1)).toBe('2026-03-01');
  expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
  expect([...daysBetween('2026-02-27', '2026-03-01')]).toEqual(['2026-02-27', '2026-02-28', '2026-03-01']);
  expect([...daysBetween('2026-03-02', '2026-03-01')]).toEqual([]);
});

test('a day that cannot be written is none', () => {
  expect(() => addDays('9999-12-31', 1)).toThrow(RangeError);
  expect(() => addDays('0000-01-01', -1)).toThrow(RangeError);
});

describe('a day of a time zone', () => {
  test.each([
    ['2026-03-05T23:59:59.999Z', 'UTC', 0, '2026-03-05'],
    ['2026-03-05T15:00:00.000Z', 'Asia/Tokyo', 0, '2026-03-06'],
    ['2026-03-05T07:59:59.999Z', 'America/Los_Angeles', 0, '2026-03-04'],
    ['2026-03-06T05:59:00.000Z', 'UTC', 360, '2026-03-05'],
    ['1969-12-31T23:59:59.999Z', 'UTC', 0, '1969-12-31'],
  ])('%s in %s (closing at minute %d) lies in %s', (moment, zone, closing, day) =>
    expect(dayOf(at(moment), zone, closing)).toBe(day),
  );

  test.each([
    ['2026-03-05', 'UTC', 0, '2026-03-05T00:00:00.000Z'],
    ['2026-03-05', 'Asia/Kolkata', 0, '2026-03-04T18:30:00.000Z'],
    ['2026-03-29', 'Europe/Berlin', 0, '2026-03-28T23:00:00.000Z'],
    ['2026-03-30', 'Europe/Berlin', 0, '2026-03-29T22:00:00.000Z'],
    // Midnight does not exist on the day on which Cairo's clocks go forward.
    ['2026-04-24', 'Africa/Cairo', 0, '2026-04-23T22:00:00.000Z'],
    // Midnight comes twice on the day on which Havana's clocks go back: the first one counts.
    ['2026-11-01', 'America/Havana', 0, '2026-11-01T04:00:00.000Z'],
  ])('%s in %s (closing at minute %d) begins at %s', (day, zone, closing, moment) =>
    expect(new Date(startOfDay(day, zone, closing)).toISOString()).toBe(moment),
  );

  test('begins with its first moment, and the one before is of the day before', () => {
    const zone = fc.constantFrom(
      'UTC',
      'Asia/Tokyo',
      'Europe/Berlin',
      'America/New_York',
      'Africa/Cairo',
      'Pacific/Apia',
    );
    fc.assert(
      fc.property(zone, fc.integer({ min: 0, max: 20_000 }), (name, days) => {
        const day = addDays('1990-01-01', days);
        const start = startOfDay(day, name);
        // Apia left out a whole day when it changed sides of the date line.
        if (name === 'Pacific/Apia' && day === '2011-12-30') return;
        expect(dayOf(start, name)).toBe(day);
        expect(dayOf(start - 1, name) < day).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

test('weeks begin on Monday, months on their first', () => {
  expect(mondayOf('2026-03-01')).toBe('2026-02-23');
  expect(mondayOf('2026-03-02')).toBe('2026-03-02');
  expect(firstOfMonth('2026-03-31')).toBe('2026-03-01');
});

test('a clock is minutes after midnight, a zone is one that the runtime knows', () => {
  expect(minutesOf('06:30')).toBe(390);
  expect(isTimeZone('Europe/Berlin')).toBe(true);
  expect(isTimeZone('Europe/Atlantis')).toBe(false);
});
