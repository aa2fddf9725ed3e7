import { describe, expect, test } from '@jest/globals';
import { z, type ZodType } from 'zod';
import { RangeQuery } from './day-range.js';
import { explainIssues } from './explain-issues.js';
import { day, flag, instant, text, uuid, wholeNumber } from './fields.js';

function explain(schema: ZodType, value: unknown, whole = 'body') {
  const { error } = schema.safeParse(value);
  return error === undefined ? [] : explainIssues(error.issues, value, whole);
}

const CreateTask = z.strictObject({
  title: text(10),
  fee: z.int().min(10).max(20),
  status: z.enum(['open', 'done']),
  people: z.array(z.strictObject({ name: z.string() })).max(2),
});
const good = { title: 'Feed', fee: 12, status: 'open', people: [] };

describe('explainIssues', () => {
  test.each<[string, object, object]>([
    ['missing', { title: undefined }, { field: 'title', code: 'required', detail: 'title is required.' }],
    ['null', { title: null }, { field: 'title', code: 'wrong-type', detail: 'title must be text.' }],
    ['wrong type', { title: 12 }, { field: 'title', code: 'wrong-type', detail: 'title must be text.' }],
    ['empty', { title: '' }, { field: 'title', code: 'required', detail: 'title must not be empty.' }],
    ['only spaces', { title: ' \t' }, { field: 'title', code: 'required' }],
    [
      'too long',
      { title: 'x'.repeat(11) },
      { field: 'title', code: 'too-long', detail: 'title must have at most 10 characters.' },
    ],
    ['too small', { fee: 9 }, { field: 'fee', code: 'too-small', detail: 'fee must be at least 10.' }],
    ['too big', { fee: 21 }, { field: 'fee', code: 'too-big' }],
    ['a fraction', { fee: 12.5 }, { field: 'fee', code: 'wrong-type', detail: 'fee must be a whole number.' }],
    [
      'not allowed',
      { status: 'lost' },
      { field: 'status', code: 'not-allowed', detail: 'status must be one of open, done.' },
    ],
    ['missing choice', { status: undefined }, { field: 'status', code: 'required' }],
    ['too many', { people: [{}, {}, {}] }, { field: 'people', code: 'too-many' }],
    ['missing in a list', { people: [{}] }, { field: 'people.0.name', code: 'required' }],
    ['in a list', { people: [{ name: 'a' }, { name: 5 }] }, { field: 'people.1.name', code: 'wrong-type' }],
    ['unknown', { nmae: 5 }, { field: 'nmae', code: 'unknown-field', detail: 'nmae is not a field here.' }],
    ['unknown further down', { people: [{ name: 'a', age: 5 }] }, { field: 'people.0.age', code: 'unknown-field' }],
  ])('%s', (_, change, expected) => {
    expect(explain(CreateTask, { ...good, ...change })[0]).toMatchObject(expected);
  });

  test.each([undefined, null, [], 'text', 5, true])('instead of the body: %j', (value) => {
    const code = value === undefined ? 'required' : 'wrong-type';
    expect(explain(CreateTask, value)).toMatchObject([{ field: 'body', code }]);
  });

  test('several at once, in the order of the fields, unknown ones last', () => {
    const errors = explain(CreateTask, { ...good, title: 5, fee: 'x', a: 1, b: 2 });
    expect(errors.map(({ field, code }) => `${field} ${code}`)).toEqual([
      'title wrong-type',
      'fee wrong-type',
      'a unknown-field',
      'b unknown-field',
    ]);
  });

  test('a flood of errors is cut, and so is the name of a field', () => {
    const flood = Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`key${at}`, at]));
    expect(explain(CreateTask, { ...good, ...flood })).toHaveLength(20);
    expect(explain(CreateTask, { ...good, ['k'.repeat(9_000)]: 1 })[0]?.field).toHaveLength(200);
  });

  test('a key of Object.prototype is not taken for a value', () => {
    expect(explain(z.strictObject({ toString: z.string() }), {})).toMatchObject([
      { field: 'toString', code: 'required' },
    ]);
  });
});

describe('fields', () => {
  const parse = (schema: ZodType, value: unknown) => {
    const result = schema.safeParse(value);
    return result.success ? result.data : explainIssues(result.error.issues, value, 'it')[0]?.code;
  };

  test.each([
    ['0190F3B6-7C1E-7A55-8D20-3C0A8F1D7E60', '0190f3b6-7c1e-7a55-8d20-3c0a8f1d7e60'],
    ['0190f3b6', 'wrong-format'],
    ["0190f3b6-7c1e-7a55-8d20-3c0a8f1d7e60' or 1=1", 'wrong-format'],
    [5, 'wrong-type'],
  ])('uuid %j', (value, expected) => expect(parse(uuid, value)).toBe(expected));

  test.each([
    ['2024-02-29', '2024-02-29'],
    ['2023-02-29', 'not-a-day'],
    ['2024-13-01', 'not-a-day'],
    ['2024-2-1', 'not-a-day'],
    ['yesterday', 'not-a-day'],
    ['2024-02-29T00:00:00Z', 'not-a-day'],
    ['', 'not-a-day'],
  ])('day %j', (value, expected) => expect(parse(day, value)).toBe(expected));

  test.each([
    ['2026-11-21T09:30:00Z', '2026-11-21T09:30:00Z'],
    ['2026-11-21T09:30:00.123+02:00', '2026-11-21T09:30:00.123+02:00'],
    ['2026-11-21T09:30:00', 'wrong-format'],
    ['2026-02-30T09:30:00Z', 'wrong-format'],
    ['1969-12-31T23:59:59Z', 'out-of-range'],
    ['+010000-01-01T00:00:00Z', 'wrong-format'],
    ['1763716000000', 'wrong-format'],
    [1_763_716_000_000, 'wrong-type'],
  ])('instant %j', (value, expected) => expect(parse(instant, value)).toBe(expected));

  test.each([
    ['1', 1],
    ['200', 200],
    ['0', 'too-small'],
    ['201', 'too-big'],
    ['-1', 'too-small'],
    ['abc', 'wrong-type'],
    ['1.5', 'wrong-type'],
    ['1e2', 'wrong-type'],
    ['0x10', 'wrong-type'],
    [' 5', 'wrong-type'],
    ['', 'wrong-type'],
    ['9'.repeat(400), 'wrong-type'],
    [['1', '2'], 'wrong-type'],
  ])('wholeNumber %j', (value, expected) => expect(parse(wholeNumber(1, 200), value)).toBe(expected));

  test.each([
    ['true', true],
    ['false', false],
    ['1', 'not-allowed'],
  ])('flag %j', (value, expected) => expect(parse(flag, value)).toBe(expected));

  test.each([
    [{ from: '2026-01-01', to: '2026-01-01' }, []],
    [
      { from: '2026-01-02', to: '2026-01-01' },
      [{ field: 'to', code: 'invalid-range', detail: 'to must not lie before from.' }],
    ],
    [{ from: '1970-01-01', to: '2026-01-01' }, [{ field: 'to', code: 'invalid-range' }]],
    [{ from: '2026-01-01' }, [{ field: 'to', code: 'required' }]],
    [{ from: '2026-99-01', to: 'x' }, [{ field: 'from', code: 'not-a-day' }, { field: 'to' }]],
  ])('range %j', (value, expected) => expect(explain(RangeQuery, value, 'query')).toMatchObject(expected));
});
