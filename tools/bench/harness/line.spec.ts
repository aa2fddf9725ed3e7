import { expect, test } from '@jest/globals';
import { lineOf } from './line.js';
import { median, spread } from './statistics.js';

test('the median is the middle value, or the mean of the middle two, in whatever order they come', () => {
  expect(median([5])).toBe(5);
  expect(median([10, 9, 100])).toBe(10);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([])).toBeNaN();
});

test('the median leaves the values as they are', () => {
  const values = [3, 1, 2];
  median(values);
  expect(values).toEqual([3, 1, 2]);
});

test('the spread is how far the values lie apart, as a share of their median', () => {
  expect(spread([100, 100, 100])).toBe(0);
  expect(spread([90, 110, 100])).toBeCloseTo(0.2);
});

const machine = 'any';

test('a line has the medians, their ratio, and the spread of the ratios round by round', () => {
  const line = lineOf({
    name: 'append/bare-pg/64',
    ours: [20_000.4, 30_000, 10_000],
    reference: [10_000, 12_000, 9_000],
    unit: 'appends/s',
    machine,
    writers: 64,
    wanted: 1.2,
  });
  expect(line).toEqual({
    name: 'append/bare-pg/64',
    ours: 20_000,
    reference: 10_000,
    ratio: 2,
    unit: 'appends/s',
    runs: 3,
    // Of 2.00, 2.50 and 1.11.
    spread: 0.69,
    machine,
    writers: 64,
    wanted: 1.2,
  });
});

test('what slows both down in the same round does not count as spread', () => {
  const [ours, reference] = [
    [100, 50, 200],
    [10, 5, 20],
  ];
  const parts = { name: 'x', unit: 'y', machine, writers: 1, wanted: null };
  expect(lineOf({ ...parts, ours, reference })).toMatchObject({ ratio: 10, spread: 0 });
});

test('a losing ratio is told like any other', () => {
  const parts = { name: 'x', unit: 'y', machine, writers: 1, wanted: 2 };
  expect(lineOf({ ...parts, ours: [1], reference: [3] })).toMatchObject({ ratio: 0.33, wanted: 2 });
});
