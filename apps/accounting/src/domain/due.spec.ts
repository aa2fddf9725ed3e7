import { expect, test } from '@jest/globals';
import { closingDay, dueThrough } from './due.js';

const settings = { timeZone: 'UTC', closingTime: '00:00', cyclesOn: true };
const now = Date.parse('2026-03-05T00:00:00Z');
const state = { firstDay: '2026-03-01', lastClosed: '2026-03-03', sealed: '2026-03-03', importOpen: false };

test('at midnight, yesterday is due', () => expect(dueThrough(now, settings, state)).toBe('2026-03-04'));
test('a moment before, it is not', () => expect(dueThrough(now - 1, settings, state)).toBeNull());
test("the tenant's midnight counts", () =>
  expect(dueThrough(now - 1, { ...settings, timeZone: 'Asia/Tokyo' }, state)).toBe('2026-03-04'));
test('missed days are due together', () =>
  expect(dueThrough(now, settings, { ...state, lastClosed: null, sealed: null })).toBe('2026-03-04'));
test('what is closed is not due', () =>
  expect(dueThrough(now, settings, { ...state, lastClosed: '2026-03-04' })).toBeNull());
test('nothing is due where nothing moved', () =>
  expect(dueThrough(now, settings, { ...state, firstDay: null, lastClosed: null, sealed: null })).toBeNull());
test('nothing is due on the first day', () =>
  expect(dueThrough(now, settings, { ...state, firstDay: '2026-03-05', lastClosed: null, sealed: null })).toBeNull());
test('an open import stops the clock', () =>
  expect(dueThrough(now, settings, { ...state, importOpen: true })).toBeNull());
test('a close that was interrupted is due, whatever else holds', () => {
  const interrupted = { ...state, sealed: '2026-03-05', importOpen: true };
  expect(dueThrough(now, { ...settings, cyclesOn: false }, interrupted)).toBe('2026-03-05');
});
test('the clock can be switched off', () =>
  expect(dueThrough(now, { ...settings, cyclesOn: false }, state)).toBeNull());

test('by default yesterday is closed', () => expect(closingDay(settings, now)).toBe('2026-03-04'));
test('the running day may be named', () => expect(closingDay(settings, now, '2026-03-05')).toBe('2026-03-05'));
test('a day to come may not', () =>
  expect(() => closingDay(settings, now, '2026-03-06')).toThrow(
    expect.objectContaining({ code: 'day-not-over', field: 'through' }),
  ));
