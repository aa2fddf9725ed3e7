import { expect, test } from '@jest/globals';
import { judge } from './judge.js';

const ends = { low: 10n, high: 20n, at: 0 };

test.each([
  [21n, 0, 'another'],
  [20n, 90_000, 'at-end'],
  [19n, 0, 'reading'],
  [10n, 60_000, 'reading'],
  [10n, 60_001, 'stalled'],
  [9n, 90_000, 'eaten'],
  [0n, 0, 'eaten'],
] as const)('a cursor at %s that stood still for %s ms: %s', (cursor, stillMs, judgement) =>
  expect(judge({ cursor, stillMs }, ends, 60_000)).toBe(judgement),
);

test('an empty partition, never written or all deleted', () => {
  expect(judge({ cursor: 0n, stillMs: 90_000 }, { low: 0n, high: 0n, at: 0 }, 1)).toBe('at-end');
  expect(judge({ cursor: 5n, stillMs: 0 }, { low: 20n, high: 20n, at: 0 }, 1)).toBe('eaten');
  expect(judge({ cursor: 5n, stillMs: 0 }, { low: 0n, high: 0n, at: 0 }, 1)).toBe('another');
});
