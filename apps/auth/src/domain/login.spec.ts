import { expect, test } from '@jest/globals';
import { canonicalLogin } from './login.js';

test.each([
  ['Kesha', 'kesha'],
  ['ＫＥＳＨＡ', 'kesha'],
  ['ﬁnn', 'finn'],
  ['e\u0301va', '\u00e9va'],
  ['Ⅷ', 'viii'],
  [' kesha ', 'kesha'],
])('%j is the same login as %j', (written, canonical) => {
  expect(canonicalLogin(written)).toBe(canonical);
});

test('different people stay different', () => {
  expect(canonicalLogin('kesha')).not.toBe(canonicalLogin('keshа')); // the second ends in a Cyrillic letter
});
