import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { decodeCursor, encodeCursor, page, pageQuery } from './page.js';

const schema = z.tuple([z.int(), z.string()]);
const forged = (text: string) => Buffer.from(text).toString('base64url');

describe('cursors', () => {
  test('come back as they were', () => {
    expect(decodeCursor(encodeCursor([4711, 'é\n']), schema)).toEqual([4711, 'é\n']);
    expect(decodeCursor(undefined, schema)).toBeUndefined();
  });

  test.each([
    'garbage',
    '',
    '****',
    'bm90IGpzb24',
    `${encodeCursor([1, 'a'])}=`,
    encodeCursor([1]),
    encodeCursor(['1', 'a']),
    encodeCursor(null),
    forged('[1,"\\u0000"]'),
    forged('[1,"\\ud800"]'),
    forged('[1e999,"a"]'),
    '_w',
    'A'.repeat(100_000),
    forged('['.repeat(700)),
  ])('%.30j is refused', (cursor) => {
    expect(() => decodeCursor(cursor, schema)).toThrow(
      expect.objectContaining({ kind: 'invalid', code: 'invalid-cursor', field: 'cursor' }),
    );
  });
});

describe('page', () => {
  const rows = [1, 2, 3, 4];
  const make = (limit: number) =>
    page(
      rows,
      limit,
      (row) => row,
      (row) => `#${row}`,
    );

  test('one row too many tells that there is more', () => {
    expect(make(3)).toEqual({ items: ['#1', '#2', '#3'], nextCursor: encodeCursor(3) });
  });

  test('the last page says so', () => {
    expect(make(4)).toEqual({ items: ['#1', '#2', '#3', '#4'], nextCursor: null });
    expect(page([], 50, () => 0, String)).toEqual({ items: [], nextCursor: null });
  });

  test('a query has a limit of 50, if it does not say otherwise', () => {
    const query = z.strictObject({ ...pageQuery });
    expect(query.parse({})).toEqual({ limit: 50 });
    expect(query.parse({ limit: '200', cursor: 'x' })).toEqual({ limit: 200, cursor: 'x' });
    expect(query.safeParse({ limit: '201' }).success).toBe(false);
  });
});
