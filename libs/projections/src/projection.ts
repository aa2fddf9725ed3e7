import { type Fact, type RecordedEvent } from '#libs/kernel';
import { type Table } from './table.js';

/** What a batch of events makes of a view, to be written in one go. Rows that did not change are in none of them. */
export interface FoldedBatch<Row extends object, Key extends object, Line extends object> {
  /** New and changed rows as they are after the last event, each once. */
  readonly upserts: readonly Row[];
  /** Keys of rows that were there before the batch and are not any more. */
  readonly deletes: readonly Key[];
  /** In the order in which they were emitted. */
  readonly lines: readonly Line[];
}

/**
 * A view as a keyed pure fold (made by `defineProjection`): the events of some logs, each applied to the rows it
 * touches. There is no clock, no I/O and no chance in it, so folding a log anew gives the same table again.
 */
export interface Projection<
  Row extends object = object,
  Event extends Fact = Fact,
  Key extends object = object,
  Line extends object = object,
> {
  readonly service: string;
  /** The view's name, `task_list`. */
  readonly name: string;
  /** Raised whenever the table or the fold changes; each version has its own table. */
  readonly version: number;
  /** `<service>.<view>_v<version>`: names the view's checkpoints, and the view to people. */
  readonly id: string;
  /** By the service whose log they are in: the names of the events that are folded. */
  readonly sources: ReadonlyMap<string, ReadonlySet<string>>;
  readonly table: Table;
  /** The table of the immutable lines that the fold emits, if it does. */
  readonly lines: Table | undefined;
  /** Whether the fold has declared an event of this name. */
  handles(event: string): boolean;
  /** The keys of the rows that the event touches. */
  keys(event: RecordedEvent<Event>): readonly Key[];
  /** The row after the event; null for none. The very row that was passed in means that nothing changed. */
  evolve(row: Row | undefined, event: RecordedEvent<Event>, key: Key): Row | null;
  /** The lines that the event adds, computed from the row before and after it. */
  emit(before: Row | undefined, after: Row | null, event: RecordedEvent<Event>, key: Key): readonly Line[];
  /** `foldBatch` of this view. */
  fold(rows: Iterable<Row>, events: Iterable<RecordedEvent<Event>>): FoldedBatch<Row, Key, Line>;
}
