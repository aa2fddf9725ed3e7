import { type Fact, type RecordedEvent } from '#libs/kernel';
import { FoldError } from './errors.js';
import { type Parking } from './parking/parking.js';
import { type FoldedBatch, type Projection } from './projection.js';

interface Cell<Row> {
  readonly before: Row | undefined;
  row: Row | undefined;
}

/**
 * The keys of all rows that the events touch, each once: the rows to have at hand for `foldBatch`.
 *
 * @param parking where it is there, an event of which the keys cannot be told is left to the fold
 * @throws FoldError without `parking`
 */
export function touchedKeys<Row extends object, Event extends Fact, Key extends object, Line extends object>(
  projection: Projection<Row, Event, Key, Line>,
  events: Iterable<RecordedEvent<Event>>,
  parking?: Parking,
): Key[] {
  const keys = new Map<string, Key>();
  for (const event of events) {
    if (!projection.handles(event.event)) continue;
    try {
      for (const key of projection.keys(event)) keys.set(projection.table.keyText(key), key);
    } catch (error) {
      if (!parking) throw new FoldError(projection, event, error);
    }
  }
  return [...keys.values()];
}

/**
 * Folds events, in their order, into rows. Pure: the same fold serves live batches, catching up, rebuilding and
 * verifying. Events that the projection has not declared are passed over.
 *
 * @param rows those that exist of the rows that the events touch (more do no harm)
 * @param parking sets aside what cannot be folded and what has to wait behind it, each for its key alone: all else is
 *   folded as if it were not there
 * @throws FoldError without `parking`
 */
export function foldBatch<Row extends object, Event extends Fact, Key extends object, Line extends object>(
  projection: Projection<Row, Event, Key, Line>,
  rows: Iterable<Row>,
  events: Iterable<RecordedEvent<Event>>,
  parking?: Parking,
): FoldedBatch<Row, Key, Line> {
  const work: Work<Row, Line> = { cells: new Map(), lines: [], parking };
  for (const row of rows) work.cells.set(projection.table.keyText(row), { before: row, row });
  for (const event of events)
    if (projection.handles(event.event) && (parking?.admits(event) ?? true)) foldEvent(projection, work, event);
  return { ...changesOf(projection, work.cells), lines: work.lines };
}

interface Work<Row, Line> {
  readonly cells: Map<string, Cell<Row>>;
  readonly lines: Line[];
  readonly parking: Parking | undefined;
}

function foldEvent<Row extends object, Event extends Fact, Key extends object, Line extends object>(
  projection: Projection<Row, Event, Key, Line>,
  work: Work<Row, Line>,
  event: RecordedEvent<Event>,
): void {
  const { parking } = work;
  let keys: Map<string, Key>;
  try {
    keys = new Map(projection.keys(event).map((key) => [projection.table.keyText(key), key]));
  } catch (error) {
    if (!parking) throw new FoldError(projection, event, error);
    return parking.park(event, error);
  }
  for (const [text, key] of keys) {
    if (parking && !parking.admitsTo(text, event)) continue;
    try {
      foldInto(projection, work, event, { text, key });
    } catch (error) {
      if (!parking) throw new FoldError(projection, event, error);
      parking.parkRow(text, event, error, work.cells.get(text)?.row);
    }
  }
}

/** Folds an event into one row. @throws anything when nothing has changed */
function foldInto<Row extends object, Event extends Fact, Key extends object, Line extends object>(
  projection: Projection<Row, Event, Key, Line>,
  { cells, lines }: Work<Row, Line>,
  event: RecordedEvent<Event>,
  { text, key }: { readonly text: string; readonly key: Key },
): void {
  const cell = cells.get(text) ?? { before: undefined, row: undefined };
  const after = projection.evolve(cell.row, event, key);
  if (after !== null && after !== cell.row && projection.table.keyText(after) !== text)
    throw new Error(`the row it gives for key ${text} has the key ${projection.table.keyText(after)}`);
  lines.push(...projection.emit(cell.row, after, event, key));
  cell.row = after ?? undefined;
  cells.set(text, cell);
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
