import { describe, expect, it } from '@jest/globals';
import { pauseAfter } from './back-off.js';

const bounds = { first: 50, longest: 1_000 };

describe('pauseAfter', () => {
  it('doubles up to the longest pause', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 100].map((failures) => pauseAfter(failures, bounds, 1))).toEqual([
      50, 100, 200, 400, 800, 1_000, 1_000, 1_000,
    ]);
  });

  it('spreads by a quarter, never above the bound', () => {
    expect(pauseAfter(100, bounds, 0)).toBe(750);
    expect(pauseAfter(1, bounds, 0)).toBe(38);
  });
});
