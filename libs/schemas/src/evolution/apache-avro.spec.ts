import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseSchema } from '../avro/parse.js';
import { apacheAvro, type Pair, type Verdict } from '../fixtures/apache-avro.js';
import { isRefused, unreadable } from '../fixtures/avsc-proof.js';
import { CHANGES_OF_FIELDS } from '../fixtures/changes-of-fields.js';
import { CHANGES_OF_TYPES } from '../fixtures/changes-of-types.js';
import { type Change, field, type Json } from '../fixtures/changes.js';
import { obstacles } from './resolve.js';

const changes = [...CHANGES_OF_FIELDS, ...CHANGES_OF_TYPES];
const COMBINATIONS = 250;
const seed = Number(process.env.AVIARY_TEST_SEED ?? 7);

/** What we say: which of the two reads the other. */
function judged(older: Json, newer: Json): Change['readable'] {
  const [before, after] = [parseSchema(older), parseSchema(newer)];
  if (!('schema' in before) || !('schema' in after)) return 'invalid';
  const called = { reader: 'the reader', writer: 'the writer' };
  const forth = obstacles(after.schema, before.schema, called).length === 0;
  const back = obstacles(before.schema, after.schema, called).length === 0;
  if (forth && back) return 'both';
  return forth ? 'forth' : back ? 'back' : 'neither';
}

/** The same of what somebody else says of each direction. */
function together(forth: boolean | undefined, back: boolean | undefined): Change['readable'] {
  if (forth === undefined || back === undefined) return 'invalid';
  if (forth && back) return 'both';
  return forth ? 'forth' : back ? 'back' : 'neither';
}

/** What avsc says, by trying. */
function byAvsc(older: Json, newer: Json): Change['readable'] {
  if (isRefused(older) || isRefused(newer)) return 'invalid';
  return together(!unreadable(newer, older), !unreadable(older, newer));
}

/** One record with a field for each of some changes: its types are in a namespace of their own, lest they meet. */
function combined(some: readonly Change[], side: 'older' | 'newer', wrap: readonly number[]): Json {
  const fields = some.map((change, at) => {
    const type = { ...(change[side] as object), namespace: `n${changes.indexOf(change)}` };
    const wrapped = [type, ['null', type], { type: 'array', items: type }, { type: 'map', values: ['null', type] }];
    return field(`f${at}`, wrapped[wrap[at] ?? 0]);
  });
  return { type: 'record', name: 'Whole', fields };
}

const combinable = changes.filter(({ javaIsWrong, avscIsWrong }) => !javaIsWrong && !avscIsWrong);
const combination = fc.record({
  some: fc.subarray([...combinable], { minLength: 1, maxLength: 5 }),
  wrap: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 5, maxLength: 5 }),
});
const combinations = fc.sample(combination, { seed, numRuns: COMBINATIONS }).map(({ some, wrap }) => ({
  change: some.map(({ change }) => change).join(' + '),
  older: combined(some, 'older', wrap),
  newer: combined(some, 'newer', wrap),
  differs: some.some(({ javaReadsIt }) => javaReadsIt !== undefined),
}));

const cases = [
  ...changes.map((change) => ({ ...change, differs: Boolean(change.javaIsWrong ?? change.javaReadsIt) })),
  ...combinations,
];
const pairs: Pair[] = cases.flatMap(({ older, newer }) => [
  { reader: newer, writer: older },
  { reader: older, writer: newer },
]);

test('there are enough changes to speak of', () => {
  expect(changes.length).toBeGreaterThan(90);
  expect(new Set(changes.map(({ change }) => change)).size).toBe(changes.length);
});

test.each(changes)('$change: $readable', ({ older, newer, readable }) => {
  expect(judged(older, newer)).toBe(readable);
});

describe('as Apache Avro judges', () => {
  let verdicts: Verdict[] | undefined;
  const of = (at: number): [Verdict, Verdict] => [verdicts?.[2 * at] ?? {}, verdicts?.[2 * at + 1] ?? {}];

  beforeAll(async () => {
    const answer = await apacheAvro(pairs);
    if ('missing' in answer) process.stderr.write(`not compared with Apache Avro: ${answer.missing}\n`);
    else verdicts = answer;
  });

  test('every change, both ways, save where it is known to be wrong', () => {
    if (!verdicts) return;
    const others = changes.map(({ change, readable, javaIsWrong }, at) => {
      const [forth, back] = of(at);
      const java = together(forth.compatible, back.compatible);
      return (java === readable) === (javaIsWrong === undefined) ? [] : { change, readable, java, forth, back };
    });
    expect(others.flat()).toEqual([]);
  });

  test(`${COMBINATIONS} combinations of them (seed ${seed})`, () => {
    if (!verdicts) return;
    const others = combinations.map(({ change, older, newer }, at) => {
      const [forth, back] = of(changes.length + at);
      const [ours, java] = [judged(older, newer), together(forth.compatible, back.compatible)];
      return ours === java ? [] : { change, ours, java };
    });
    expect(others.flat()).toEqual([]);
  });

  test('what is compatible Avro reads, and of what is not it fails to read something', () => {
    if (!verdicts) return;
    const others = cases.map(({ change, differs }, at) =>
      of(at).flatMap(({ compatible, failed }) =>
        compatible === undefined || differs || compatible === (failed === null) ? [] : { change, compatible, failed },
      ),
    );
    expect(others.flat()).toEqual([]);
  });
});

describe('proven by writing with one version and reading with the other', () => {
  test.each(changes)('$change', ({ older, newer, readable, avscIsWrong }) => {
    const avsc = byAvsc(older, newer);
    expect(avsc === readable).toBe(avscIsWrong === undefined);
  });

  test(`${COMBINATIONS} combinations of them (seed ${seed})`, () => {
    const others = combinations.map(({ change, older, newer }) => {
      const [ours, avsc] = [judged(older, newer), byAvsc(older, newer)];
      return ours === avsc
        ? []
        : { change, ours, avsc, forth: unreadable(newer, older), back: unreadable(older, newer) };
    });
    expect(others.flat()).toEqual([]);
  });
});
