import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { root } from '../setup/root.mjs';
import LongestFirst, { LONGEST } from './sequencer.mjs';

const order = (sizes: Record<string, number>): string[] => {
  const tests = Object.keys(sizes).map((file) => ({
    path: path.join(root, file),
    context: { hasteFS: { getSize: (asked: string) => sizes[path.relative(root, asked)] ?? null } },
  }));
  return new LongestFirst().sort(tests).map((each) => path.relative(root, each.path));
};

test('those known to take long come first, in the order of the list, and then the others by size', () => {
  const [first = '', second = ''] = LONGEST;
  expect(order({ 'small.spec.ts': 1, [second]: 5, 'large.spec.ts': 9, [first]: 2 })).toEqual([
    ...[first, second, 'large.spec.ts', 'small.spec.ts'],
  ]);
});

test('each of the list is there', () => {
  expect(LONGEST.filter((file) => !fs.existsSync(path.join(root, file)))).toEqual([]);
});
