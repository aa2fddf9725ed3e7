import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from './json.js';

test('the order of members does not matter, that of items does', () => {
  expect(canonicalJson({ b: 1, a: [2, 1] })).toBe('{"a":[2,1],"b":1}');
  expect(canonicalJson({ a: undefined, b: null })).toBe('{"b":null}');
});

test('it is JSON of the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
