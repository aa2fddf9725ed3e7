import { type Fact, type RecordedEvent } from '#libs/kernel';
import { FoldError } from './errors.js';
import { type Parking } from './parking/parking.js';
import { type FoldedBatch, type Projection } from './projection.js';

/** The rows at hand for a fold, by the text of their key. */
export interface Cells<Row extends object> {
  /** Undefined where there is none. */
  rowAt(text: string): Row | undefined;
  /** Another row, or none, from here on. @param key at least the members of the key */
  put(text: string, key: object, row: Row | undefined): void;
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
  const cells = new BatchCells<Row, Key>(projection, rows);
  const lines = foldEvents(projection, cells, events, parking);
  return { ...cells.changes(), lines };
}

/**
 * The same fold into rows that somebody keeps.
 *
 * @param cells all that is known of the rows that the events touch
 * @returns the lines
 * @throws FoldError without `parking`
 */
export function foldEvents<Row extends object, Event extends Fact, Key extends object, Line extends object>(
  projection: Projection<Row, Event, Key, Line>,
  cells: Cells<Row>,
  events: Iterable<RecordedEvent<Event>>,
  parking?: Parking,
): Line[] {
  const work: Work<Row, Line> = { cells, lines: [], parking };
  for (const event of events)
    if (projection.handles(event.event) && (parking?.admits(event) ?? true)) foldEvent(projection, work, event);
  return work.lines;
}

interface Work<Row extends object, Line> {
  readonly cells: Cells<Row>;
  readonly lines: Line[];
  readonly parking: Parking | undefined;
}

function foldEvent<Row extends object, Event extends Fact, Key extends object, Line extends object>(
  projection: Projection<Row, Event, Key, Line>,
  work: Work<Row, Line>,
  event: RecordedEvent<Event>,
): void {
  const { parking } = work;
  let keys: readonly (readonly [text: string, key: Key])[];
  try {
    keys = keysOf(projection, event);
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
      parking.parkRow(text, event, error, work.cells.rowAt(text));
    }
  }
}

/** Each once, with its text; nearly all events touch one row. */
function keysOf<Row extends object, Event extends Fact, Key extends object, Line extends object>(
  projection: Projection<Row, Event, Key, Line>,
  event: RecordedEvent<Event>,
): readonly (readonly [text: string, key: Key])[] {
  const { table } = projection;
  const named = projection.keys(event);
  const [first] = named;
  if (first === undefined) return [];
  if (named.length === 1) return [[table.keyText(first), first]];
  return [...new Map(named.map((key) => [table.keyText(key), key]))];
}

/** Folds an event into one row. @throws anything when nothing has changed */
function foldInto<Row extends object, Event extends Fact, Key extends object, Line extends object>(
  projection: Projection<Row, Event, Key, Line>,
  { cells, lines }: Work<Row, Line>,
  event: RecordedEvent<Event>,
  { text, key }: { readonly text: string; readonly key: Key },
): void {
  const before = cells.rowAt(text);
  const after = projection.evolve(before, event, key);
  if (after !== null && after !== before && projection.table.keyText(after) !== text)
    throw new Error(`the row it gives for key ${text} has the key ${projection.table.keyText(after)}`);
  if (projection.lines) lines.push(...projection.emit(before, after, event, key));
  const row = after ?? undefined;
  if (row !== before) cells.put(text, row ?? key, row);
}

/** The rows of one batch, and what they were before it. */
class BatchCells<Row extends object, Key extends object> implements Cells<Row> {
  private readonly before = new Map<string, Row>();
  private readonly after = new Map<string, { readonly keyed: object; readonly row: Row | undefined }>();

  constructor(
    private readonly projection: Pick<Projection<Row, never, Key>, 'table'>,
    rows: Iterable<Row>,
  ) {
    for (const row of rows) this.before.set(projection.table.keyText(row), row);
  }

  rowAt(text: string): Row | undefined {
    const touched = this.after.get(text);
    return touched ? touched.row : this.before.get(text);
  }

  put(text: string, keyed: object, row: Row | undefined): void {
    this.after.set(text, { keyed, row });
  }

  /** New and changed rows, and the keys of those that are gone. */
  changes(): { upserts: Row[]; deletes: Key[] } {
    const upserts: Row[] = [];
    const deletes: Key[] = [];
    for (const [text, { keyed, row }] of this.after) {
      const before = this.before.get(text);
      if (row === before) continue;
      if (row !== undefined) upserts.push(row);
      else deletes.push(this.projection.table.keyOf(keyed) as Key);
    }
    return { upserts, deletes };
  }
}
