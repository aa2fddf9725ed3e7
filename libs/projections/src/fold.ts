import { type Fact, type RecordedEvent } from '#libs/kernel';
import { FoldError } from './errors.js';
import { type FoldedBatch, type Projection } from './projection.js';

interface Cell<Row> {
  readonly before: Row | undefined;
  row: Row | undefined;
}

/**
 * The keys of all rows that the events touch, each once: the rows to have at hand for `foldBatch`.
 *
 * @throws FoldError
 */
export function touchedKeys<Row extends object, Event extends Fact, Key extends object, Line extends object>(
  projection: Projection<Row, Event, Key, Line>,
  events: Iterable<RecordedEvent<Event>>,
): Key[] {
  const keys = new Map<string, Key>();
  for (const event of events) {
    if (!projection.handles(event.event)) continue;
    try {
      for (const key of projection.keys(event)) keys.set(projection.table.keyText(key), key);
    } catch (error) {
      throw new FoldError(projection, event, error);
    }
  }
  return [...keys.values()];
}

/**
 * Folds events, in their order, into rows. Pure: the same fold serves live batches, catching up, rebuilding and
 * verifying. Events that the projection has not declared are passed over.
 *
 * @param rows those that exist of the rows that the events touch (more do no harm)
 * @throws FoldError
 */
export function foldBatch<Row extends object, Event extends Fact, Key extends object, Line extends object>(
  projection: Projection<Row, Event, Key, Line>,
  rows: Iterable<Row>,
  events: Iterable<RecordedEvent<Event>>,
): FoldedBatch<Row, Key, Line> {
  const cells = new Map<string, Cell<Row>>();
  const lines: Line[] = [];
  for (const row of rows) cells.set(projection.table.keyText(row), { before: row, row });
  for (const event of events) {
    if (!projection.handles(event.event)) continue;
    try {
      foldEvent(projection, cells, lines, event);
    } catch (error) {
      throw new FoldError(projection, event, error);
    }
  }
  return { ...changesOf(projection, cells), lines };
}

function foldEvent<Row extends object, Event extends Fact, Key extends object, Line extends object>(
  projection: Projection<Row, Event, Key, Line>,
  cells: Map<string, Cell<Row>>,
  lines: Line[],
  event: RecordedEvent<Event>,
): void {
  const applied = new Set<string>();
  for (const key of projection.keys(event)) {
    const text = projection.table.keyText(key);
    if (applied.has(text)) continue;
    applied.add(text);
    const cell = cells.get(text) ?? { before: undefined, row: undefined };
    const after = projection.evolve(cell.row, event, key);
    if (after !== null && after !== cell.row && projection.table.keyText(after) !== text)
      throw new Error(`the row it gives for key ${text} has the key ${projection.table.keyText(after)}`);
    for (const line of projection.emit(cell.row, after, event, key)) lines.push(line);
    cell.row = after ?? undefined;
    cells.set(text, cell);
  }
}

function changesOf<Row extends object, Event extends Fact, Key extends object, Line extends object>(
  projection: Projection<Row, Event, Key, Line>,
  cells: Map<string, Cell<Row>>,
): { upserts: Row[]; deletes: Key[] } {
  const upserts: Row[] = [];
  const deletes: Key[] = [];
  for (const { before, row } of cells.values()) {
    if (row === before) continue;
    if (row !== undefined) upserts.push(row);
    else if (before !== undefined) deletes.push(projection.table.keyOf(before) as Key);
  }
  return { upserts, deletes };
}
