import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CsvReader, type CsvRow, csvRows } from './csv-rows.js';

const read = (...pieces: string[]): CsvRow[] => {
  const reader = new CsvReader();
  return [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()];
};
const fields = (rows: readonly CsvRow[]) => rows.map((row) => ('fields' in row ? row.fields : row.line));
const faulty = (rows: readonly CsvRow[]) => rows.flatMap((row) => ('fault' in row ? [[row.line, row.fault]] : []));

test('commas part fields, lines part rows, and lines are counted from 1', () =>
  expect(read('a,b\r\n1,2\n\n,\n3,4')).toEqual([
    { line: 1, fields: ['a', 'b'] },
    { line: 2, fields: ['1', '2'] },
    { line: 4, fields: ['', ''] },
    { line: 5, fields: ['3', '4'] },
  ]));

test('in quotes there may be commas, lines and doubled quotes', () =>
  expect(read('a,b\n"1, ""one""\nand","2"\n3,4\n')).toEqual([
    { line: 1, fields: ['a', 'b'] },
    { line: 2, fields: ['1, "one"\nand', '2'] },
    { line: 4, fields: ['3', '4'] },
  ]));

test('a stray quote costs its own line and no other', () => {
  const rows = read('a,b\n1,"open\n2,two\n3,"x"y\n4,four\n5,"open again\n6,six\n');
  expect(fields(rows)).toEqual([['a', 'b'], 2, ['2', 'two'], 4, ['4', 'four'], 6, ['6', 'six']]);
});

test('a row has as many fields as the first', () =>
  expect(faulty(read('a,b\n1\n1,2,3\n1,2'))).toEqual([
    [2, 'has 1 fields, and the first row has 2'],
    [3, 'has 3 fields, and the first row has 2'],
  ]));

test('what is too long for a row is not kept, whether a line has no end or a quote', () => {
  const long = 'x'.repeat(70_000);
  const rows = read(`a,b\n1,${long.slice(0, 40_000)}`, `${long}\n2,3\n4,"${'y\n'.repeat(40_000)}5,6\n`);
  expect(faulty(rows)[0]).toEqual([2, 'has more than 65536 characters']);
  expect(faulty(rows)[1]).toEqual([4, 'opens a quote that is not closed']);
  expect(fields(rows).filter((row) => typeof row !== 'number')).toEqual([
    ['a', 'b'],
    ['2', '3'],
    ['5', '6'],
  ]);
});

test('a file without a row is empty', () => expect(read('\n\r\n')).toEqual([]));

const field = fc.string({ unit: fc.constantFrom('a', 'ß', '🦜', ',', '"', '\n', '\r', ' ') });
const table = fc
  .integer({ min: 1, max: 4 })
  .chain((width) => fc.array(fc.array(field, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }));
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

test('whatever is written in quotes is read as it was, wherever the bytes are cut', () =>
  fc.assert(
    fc.asyncProperty(table, fc.array(fc.nat(40)), async (rows, cuts) => {
      const bytes = Buffer.from(`\uFEFF${rows.map((row) => row.map(quoted).join(',')).join('\r\n')}\r\n`);
      const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
      const pieces = places.slice(1).map((end, at) => bytes.subarray(places[at], end));
      const back: CsvRow[] = [];
      for await (const row of csvRows(asyncOf(pieces))) back.push(row);
      expect(fields(back)).toEqual(rows);
    }),
  ));

async function* asyncOf<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) yield await Promise.resolve(item);
}
