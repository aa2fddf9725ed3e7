// oxlint-disable unicorn/no-thenable -- a spec reads given, when, then; awaiting one is refused
import { expect } from '@jest/globals';
import { type Fact, type RecordedEvent } from '#libs/kernel';
import { type Projection } from '#libs/projections';
import { foldInBatches } from './fold-in-batches.js';
import { assertNotAwaited } from './not-awaited.js';
import { asLog } from './recorded.js';

export interface FoldedView<Row extends object, Line extends object> {
  /** The view has exactly these rows, in whatever order, and (if given) exactly these lines, in this order. */
  then(rows: readonly Row[], lines?: readonly Line[]): void;
  /** The events emitted exactly these lines, in this order. */
  thenLines(lines: readonly Line[]): void;
  /** By primary key, for a look at one member only. */
  readonly rows: readonly Row[];
  readonly lines: readonly Line[];
}

export interface ProjectionSpec<Row extends object, Event extends Fact, Line extends object> {
  /** Facts, or events made by `recorded` where the spec is about their meta; of several logs in any order. */
  given(...events: Event[]): FoldedView<Row, Line>;
}

/**
 * The grammar for a view's specs, without a database:
 *
 * ```ts
 * projectionSpec(taskList).given(created, recorded('TaskCompleted', body, { occurredAt })).then([row]);
 * ```
 * Each spec also proves that the fold is one: it changes nothing in place, it gives the same in one batch as event by
 * event, its rows are rows of the table, and the order between events of different logs does not matter.
 */
export function projectionSpec<Row extends object, Event extends Fact, Key extends object, Line extends object>(
  projection: Projection<Row, Event, Key, Line>,
): ProjectionSpec<Row, Event, Line> {
  return {
    given(...facts) {
      const logs = bySource(projection, facts);
      const given = facts.map((fact) => logs.flat().find(([own]) => own === fact)?.[1] as RecordedEvent<Event>);
      const folded = foldInBatches(projection, [given]);
      expect(
        foldInBatches(
          projection,
          given.map((event) => [event]),
        ),
      ).toEqual(folded);
      const anyOrder = orders(logs).map((order) => order.map((log) => log.map(([, event]) => event)));
      for (const batches of anyOrder) expect(foldInBatches(projection, batches)).toEqual(folded);
      return viewOf(folded);
    },
  };
}

type Placed<Event extends Fact> = readonly (readonly [fact: Event, event: RecordedEvent<Event>])[];

/** The facts of each log, recorded. @throws Error for a fact that the projection has not declared */
function bySource<Event extends Fact>(projection: Projection<object, Event>, facts: readonly Event[]): Placed<Event>[] {
  const undeclared = facts.find(({ event }) => !projection.handles(event));
  if (undeclared) throw new Error(`${projection.id} does not declare ${undeclared.event} among its events.`);
  if (new Set(facts).size < facts.length) throw new Error('The same object was given twice; copy it.');
  return [...projection.sources.values()].map((names) => {
    const own = facts.filter(({ event }) => names.has(event));
    return asLog(own).map((event, index) => [own[index] as Event, event] as const);
  });
}

/** Every order of the items. */
function orders<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((first, index) => orders(items.toSpliced(index, 1)).map((rest) => [first, ...rest]));
}

function viewOf<Row extends object, Line extends object>(folded: {
  readonly rows: readonly Row[];
  readonly lines: readonly Line[];
}): FoldedView<Row, Line> {
  const thenLines = (lines: readonly Line[]) => expect(folded.lines).toEqual(lines);
  return {
    ...folded,
    thenLines,
    then(rows, lines) {
      assertNotAwaited([rows]);
      expect(folded.rows).toHaveLength(rows.length);
      expect(folded.rows).toEqual(expect.arrayContaining([...rows]));
      if (lines) thenLines(lines);
    },
  };
}
