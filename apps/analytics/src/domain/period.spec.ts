import { expect, test } from '@jest/globals';
import { rangeOf } from './period.js';

test.each([
  ['day', '2026-03-05', '2026-03-05', '2026-03-05'],
  ['week', '2026-03-05', '2026-03-02', '2026-03-08'],
  ['week', '2026-03-02', '2026-03-02', '2026-03-08'],
  ['week', '2026-03-08', '2026-03-02', '2026-03-08'],
  // The first ISO week of 2027 begins in 2027; its last days of 2026 belong to week 53.
  ['week', '2027-01-01', '2026-12-28', '2027-01-03'],
  ['month', '2026-02-14', '2026-02-01', '2026-02-28'],
  ['month', '2028-02-29', '2028-02-01', '2028-02-29'],
  ['month', '2026-12-31', '2026-12-01', '2026-12-31'],
] as const)('the %s of %s runs from %s to %s', (period, at, from, to) => {
  expect(rangeOf(period, at)).toEqual({ from, to });
});
