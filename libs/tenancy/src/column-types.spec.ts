import { expect, test } from '@jest/globals';
import { columnTypes } from './column-types.js';

const parse = (oid: number, text: string): unknown => columnTypes.getTypeParser(oid, 'text')(text);

test('bigint is a number as long as that is exact', () => {
  expect(parse(20, '9007199254740991')).toBe(9_007_199_254_740_991);
  expect(parse(20, '-42')).toBe(-42);
  expect(parse(1016, '{1,NULL,3}')).toEqual([1, null, 3]);
  expect(() => parse(20, '9007199254740992')).toThrow(RangeError);
});

test('a date stays the text of a day', () => {
  expect(parse(1082, '2024-02-29')).toBe('2024-02-29');
  expect(parse(1182, '{2024-02-29,NULL}')).toEqual(['2024-02-29', null]);
});

test('the rest is as pg does it', () => {
  expect(parse(16, 't')).toBe(true);
  expect(parse(1184, '2024-02-29 10:00:00+00')).toEqual(new Date('2024-02-29T10:00:00Z'));
  expect(parse(1700, '1.50')).toBe('1.50');
});
