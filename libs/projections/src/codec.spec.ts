import { describe, expect, test } from '@jest/globals';
import { decodeValue, encodeColumns, encodeValue } from './codec.js';
import { type Column, type ColumnType } from './columns.js';

const column = (type: ColumnType, nullable = false): Column => ({ property: 'it', name: 'it', type, nullable });
const ID = '0190f0f0-0000-7000-8000-000000000001';

describe('a value in the form that PostgreSQL reads', () => {
  test.each<[ColumnType, unknown, string]>([
    ['uuid', ID, ID],
    ['text', '', ''],
    ['long', -9_007_199_254_740_991, '-9007199254740991'],
    ['int', 2_147_483_647, '2147483647'],
    ['boolean', false, 'false'],
    ['instant', 1_767_603_600_123, '2026-01-05T09:00:00.123Z'],
    ['instant', -62_135_596_800_000, '0001-01-01T00:00:00.000Z'],
    ['day', '2024-02-29', '2024-02-29'],
    ['json', { a: [1, 'x', null] }, '{"a":[1,"x",null]}'],
    ['json', String.raw`\u0000 as text`, String.raw`"\\u0000 as text"`],
    ['texts', [], '{}'],
    ['texts', ['a "b"', String.raw`c\d`, 'NULL', ''], String.raw`{"a \"b\"","c\\d","NULL",""}`],
  ])('%s %j', (type, value, encoded) => {
    expect(encodeValue(column(type), value)).toBe(encoded);
  });

  test.each<[ColumnType, unknown]>([
    ['uuid', ID.toUpperCase()],
    ['uuid', 'ann'],
    ['text', 'a\0b'],
    ['text', 1],
    ['long', 2 ** 53],
    ['long', 1.5],
    ['long', '1'],
    ['int', 2 ** 31],
    ['boolean', 'true'],
    ['instant', 253_402_300_800_000],
    ['instant', Number.NaN],
    ['instant', new Date()],
    ['day', '2023-02-29'],
    ['day', '0000-12-31'],
    ['json', undefined],
    ['json', { a: 'a\0b' }],
    ['texts', 'a'],
    ['texts', ['a\0b']],
    ['texts', [1]],
  ])('%s does not take %j', (type, value) => {
    expect(() => encodeValue(column(type, true), value)).toThrow('"it" is not');
  });

  test.each<ColumnType>(['uuid', 'text', 'long', 'int', 'boolean', 'instant', 'day', 'json', 'texts'])(
    '%s is null only where it may be',
    (type) => {
      expect(encodeValue(column(type, true), null)).toBeNull();
      expect(() => encodeValue(column(type), null)).toThrow('"it" is not');
      expect(() => encodeValue(column(type, true), undefined)).toThrow('"it" is not');
    },
  );
});

describe('a value from the driver', () => {
  test.each<[ColumnType, unknown, unknown]>([
    ['long', '9007199254740991', 9_007_199_254_740_991],
    ['long', 5, 5],
    ['instant', new Date(1_767_603_600_123), 1_767_603_600_123],
    ['day', '2024-02-29', '2024-02-29'],
    ['json', { a: 1 }, { a: 1 }],
    ['long', null, null],
    ['instant', null, null],
  ])('%s %j', (type, value, decoded) => {
    expect(decodeValue(column(type), value)).toEqual(decoded);
  });

  test('beyond what a number carries exactly is refused, not rounded', () => {
    expect(() => decodeValue(column('long'), '9007199254740993')).toThrow('"it" is beyond ±2^53: 9007199254740993');
  });
});

test('rows become one array for each column', () => {
  const columns = [
    { ...column('text', true), property: 'name' },
    { ...column('long', true), property: 'sum' },
    { ...column('texts'), property: 'tags' },
  ];
  const rows = [
    { sum: 1, name: 'NULL', tags: [] },
    { sum: null, name: null, tags: ['a "b"', 'c'] },
    { sum: -3, name: String.raw`"\, {}`, tags: [''] },
  ];
  expect(encodeColumns(columns, rows)).toEqual([
    String.raw`{"NULL",NULL,"\"\\, {}"}`,
    '{1,NULL,-3}',
    String.raw`{"{}","{\"a \\\"b\\\"\",\"c\"}","{\"\"}"}`,
  ]);
});
