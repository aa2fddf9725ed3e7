import { refuseReplaced } from '#libs/contracts';
import { type Fact, type RecordedEvent } from '#libs/kernel';
import { foldBatch } from './fold.js';
import { isIdentifier } from './names.js';
import { type Projection } from './projection.js';
import { type Table, type TableDefinition, tableOf } from './table.js';

/** The event that opens a new epoch of any log; the engine follows it itself. */
export const LOG_EPOCH_OPENED = 'LogEpochOpened';

/**
 * What a projection is about besides its row and its events, as type options:
 * `key` names the members of the primary key (so that `keys` and `evolve` know them), `line` is the type of its lines.
 */
export interface Shape<Row> {
  readonly key?: keyof Row & string;
  readonly line?: object;
}

type KeyNames<Row, S> = S extends { key: infer Name extends keyof Row & string } ? Name : keyof Row & string;
/** The members of the primary key; without a `key` in the shape, any members of the row. */
export type KeyOf<Row, S> = S extends { key: infer Name extends keyof Row & string }
  ? { readonly [Member in Name]: Row[Member] }
  : { readonly [Member in keyof Row]?: Row[Member] };
type LineOf<S> = S extends { line: infer Line extends object } ? Line : never;

export interface LinesDefinition<Row extends object, Event extends Fact, Key extends object, Line extends object> {
  /** The name of the lines as a view of their own, `account_entries`. */
  readonly name: string;
  readonly table: TableDefinition<Line>;
  /**
   * The lines that an event adds. They are never changed afterwards, so they carry no personal data, and their primary
   * key must be new each time (an event's id, for one).
   */
  emit(before: Row | undefined, after: Row | null, event: RecordedEvent<Event>, key: Key): readonly Line[];
}

export interface ProjectionDefinition<
  Row extends object,
  Event extends Fact,
  S extends Shape<Row> = Record<never, never>,
> {
  readonly service: string;
  readonly name: string;
  readonly version: number;
  /** By the service whose log they are in. A name may come from one log only. */
  readonly events: Readonly<Record<string, readonly Event['event'][]>>;
  readonly table: TableDefinition<Row, KeyNames<Row, S>>;
  /** The rows that the event touches; named twice or once, the event is applied to a row once. */
  keys(event: RecordedEvent<Event>): readonly KeyOf<Row, S>[];
  /**
   * The row after the event, or null for none. Where rows take events of several logs, each column is written from one
   * of them only, and nothing is decided by a column of another: their order between logs is nobody's promise.
   */
  evolve(row: Row | undefined, event: RecordedEvent<Event>, key: KeyOf<Row, S>): Row | null;
  readonly lines?: LinesDefinition<Row, Event, KeyOf<Row, S>, LineOf<S>>;
}

/**
 * Defines a view.
 *
 * ```ts
 * defineProjection<TaskRow, Extract<TasksEvent, { event: 'TaskCreated' | 'TaskCompleted' }>>({ … })
 * defineProjection<AccountRow, LedgerEvent, { key: 'account'; line: EntryLine }>({ … })
 * ```
 * @throws Error when the definition contradicts itself; at start, so that no service runs with it
 */
export function defineProjection<Row extends object, Event extends Fact, S extends Shape<Row> = Record<never, never>>(
  definition: ProjectionDefinition<Row, Event, S>,
): Projection<Row, Event, KeyOf<Row, S>, LineOf<S>> {
  const { service, name, version, lines } = definition;
  const id = `${service}.${name}_v${version}`;
  if (!isIdentifier(name)) throw new Error(`The view's name ${id} is not lower-case words joined by "_".`);
  if (!Number.isInteger(version) || version < 1) throw new Error(`The version of ${id} is not 1, 2, 3 …`);
  const handled = declared(id, definition.events);
  for (const [source, events] of Object.entries(definition.events))
    for (const event of events) refuseReplaced(source, event, id);
  const projection: Projection<Row, Event, KeyOf<Row, S>, LineOf<S>> = {
    service,
    name,
    version,
    id,
    sources: new Map(Object.entries(definition.events).map(([source, events]) => [source, new Set<string>(events)])),
    table: tableOf<Row>(service, `${name}_v${version}`, definition.table),
    lines: lines && linesTable(service, version, lines),
    handles: (event) => handled.has(event),
    keys: (event) => definition.keys(event),
    evolve: (row, event, key) => definition.evolve(row, event, key),
    emit: lines ? (before, after, event, key) => lines.emit(before, after, event, key) : () => [],
    fold: (rows, events) => foldBatch(projection, rows, events),
  };
  return projection;
}

function linesTable<Line extends object>(
  service: string,
  version: number,
  lines: { readonly name: string; readonly table: TableDefinition<Line> },
): Table {
  return tableOf<Line>(service, `${lines.name}_v${version}`, lines.table);
}

/** All declared names. Events do not say whose log they are in, so that one name must mean one log. */
function declared(id: string, events: Readonly<Record<string, readonly string[]>>): ReadonlySet<string> {
  const names = Object.values(events).flat();
  const unique = new Set(names);
  if (names.length === 0) throw new Error(`${id} declares no events.`);
  if (unique.size < names.length) throw new Error(`${id} declares an event twice.`);
  if (unique.has(LOG_EPOCH_OPENED)) throw new Error(`${id} declares ${LOG_EPOCH_OPENED}, which is the engine’s.`);
  return unique;
}
