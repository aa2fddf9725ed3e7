import { describe, expect, test } from '@jest/globals';
import { type Fact } from '#libs/kernel';
import { defineProjection, type ProjectionDefinition } from '#libs/projections';
import { projectionSpec } from './projection-spec.js';
import { MORNING, recorded } from './recorded.js';

interface Row {
  id: string;
  name: string | null;
  sum: number;
}
interface Line {
  position: number;
  sum: number;
}
type Named = Fact<'Named', { id: string; name: string | null }>;
type Added = Fact<'Added', { id: string; amount: number }>;
type Shape = { key: 'id'; line: Line };

const definition: ProjectionDefinition<Row, Named | Added, Shape> = {
  service: 'analytics',
  name: 'sums',
  version: 1,
  events: { auth: ['Named'], tasks: ['Added'] },
  table: { columns: { id: 'text', name: { type: 'text', nullable: true }, sum: 'long' }, primaryKey: ['id'] },
  keys: ({ body }) => [{ id: body.id }],
  evolve(row, { event, body }, { id }) {
    const before = row ?? { id, name: null, sum: 0 };
    return event === 'Named' ? { ...before, name: body.name } : { ...before, sum: before.sum + body.amount };
  },
  lines: {
    name: 'steps',
    table: { columns: { position: 'long', sum: 'long' }, primaryKey: ['position'] },
    emit: (_, after, { event, meta }) => (event === 'Added' ? [{ position: meta.position, sum: after?.sum ?? 0 }] : []),
  },
};
const sums = projectionSpec(defineProjection<Row, Named | Added, Shape>(definition));
const changed = (change: Partial<typeof definition>) =>
  projectionSpec(defineProjection<Row, Named | Added, Shape>({ ...definition, ...change }));

const named = (id: string, name: string | null): Named => ({ event: 'Named', body: { id, name } });
const added = (id: string, amount: number): Added => ({ event: 'Added', body: { id, amount } });

describe('a view’s spec passes', () => {
  test('for the rows that come of the events, in any order', () =>
    sums.given(named('a', 'Ann'), added('b', 1), added('a', 2), added('a', 3)).then([
      { id: 'b', name: null, sum: 1 },
      { id: 'a', name: 'Ann', sum: 5 },
    ]));

  test('for no events', () => sums.given().then([], []));

  test('for lines, in order; positions are counted in each log', () =>
    sums.given(added('a', 2), named('a', 'Ann'), added('a', 3)).thenLines([
      { position: 1, sum: 2 },
      { position: 2, sum: 5 },
    ]));

  test('for what the meta of an event says', () => {
    const evolve: typeof definition.evolve = (_, { meta }, { id }) => ({ id, name: meta.actor, sum: meta.occurredAt });
    changed({ evolve })
      .given(recorded('Added', { id: 'a', amount: 1 }, { actor: 'ann' }))
      .then([{ id: 'a', name: 'ann', sum: MORNING + 1000 }]);
  });
});

describe('a view’s spec fails', () => {
  const events = [added('a', 1), added('a', 2)] as const;

  test.each<[string, () => void]>([
    ['for another row', () => sums.given(...events).then([{ id: 'a', name: null, sum: 2 }])],
    ['for a row too few', () => sums.given(...events).then([])],
    [
      'for a row too many',
      () =>
        sums.given(added('a', 1)).then([
          { id: 'a', name: null, sum: 1 },
          { id: 'b', name: null, sum: 1 },
        ]),
    ],
    ['for another line', () => sums.given(added('a', 1)).thenLines([{ position: 1, sum: 2 }])],
  ])('%s', (_, run) => {
    expect(run).toThrow();
  });

  test.each<[string, Partial<typeof definition>, string]>([
    [
      'changes its row in place',
      { evolve: (row) => Object.assign(row ?? { id: 'a', name: null, sum: 0 }, { sum: 1 }) },
      'read only',
    ],
    [
      'gives what is no column',
      { evolve: () => ({ id: 'a', name: null, sum: 0, more: 1 }) as Row },
      'has no column for "more"',
    ],
    ['gives what does not fit', { evolve: () => ({ id: 'a', name: null, sum: 0.5 }) }, '"sum" is not a whole number'],
    [
      'emits a line twice',
      { lines: { ...definition.lines!, emit: () => [{ position: 1, sum: 1 }] } },
      'emits two lines with the key 1',
    ],
  ])('for a fold that %s', (_, change, message) => {
    expect(() => changed(change).given(...events)).toThrow(message);
  });

  test('for a fold that remembers something beside its rows', () => {
    let calls = 0;
    const evolve: typeof definition.evolve = (_, __, { id }) => ({ id, name: null, sum: (calls += 1) });
    expect(() => changed({ evolve }).given(...events)).toThrow();
  });

  test('for a fold to which the order between two logs matters', () => {
    const evolve: typeof definition.evolve = (row, { event, body }, { id }) =>
      event === 'Named' ? { id, name: body.name, sum: row?.sum ?? 0 } : { id, name: 'overwritten', sum: body.amount };
    expect(() => changed({ evolve }).given(named('a', 'Ann'), added('a', 1))).toThrow();
  });

  test('for an event that the view does not declare', () => {
    const other = { event: 'Removed', body: {} } as unknown as Added;
    expect(() => sums.given(other)).toThrow('analytics.sums_v1 does not declare Removed among its events.');
  });
});
