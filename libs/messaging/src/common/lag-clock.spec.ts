import { expect, test } from '@jest/globals';
import { LagClock } from './lag-clock.js';

const head = (position: number, recordedAt: number) => ({ position, recordedAt });

test('who is at the head does not lag, whenever the head was recorded', () => {
  const clock = new LagClock();
  expect(clock.seconds('a', 5, head(5, 1_000), 900_000)).toBe(0);
  expect(clock.seconds('a', 6, head(5, 1_000), 900_000)).toBe(0);
});

test('who stands still lags since the head it was first seen behind, however the log goes on', () => {
  const clock = new LagClock();
  expect(clock.seconds('a', 4, head(5, 1_000), 3_000)).toBe(2);
  expect(clock.seconds('a', 4, head(900, 9_000), 10_000)).toBe(9);
});

test('who goes on lags since a head that it has not reached yet', () => {
  const clock = new LagClock();
  clock.seconds('a', 4, head(5, 1_000), 3_000);
  expect(clock.seconds('a', 5, head(900, 9_000), 10_000)).toBe(1);
  expect(clock.seconds('a', 900, head(900, 9_000), 20_000)).toBe(0);
  expect(clock.seconds('a', 900, head(901, 21_000), 22_000)).toBe(1);
});

test('each for itself; a clock of the database that is ahead gives no lag below 0', () => {
  const clock = new LagClock();
  clock.seconds('a', 1, head(5, 1_000), 3_000);
  expect(clock.seconds('b', 1, head(9, 8_000), 9_000)).toBe(1);
  expect(clock.seconds('c', 1, head(9, 8_000), 7_000)).toBe(0);
});
