import { type Fact, type RecordedEvent } from '#libs/kernel';
import { type Projection, type Table } from '#libs/projections';
import { deepFreeze } from './freeze.js';

export interface Folded<Row extends object, Line extends object> {
  /** By primary key. */
  readonly rows: readonly Row[];
  readonly lines: readonly Line[];
}

/**
 * What a view's table and its lines hold after the batches, from nothing; a database in memory, for specs.
 *
 * @throws Error when a row or a line is not one of its table
 */
export function foldInBatches<Row extends object, Event extends Fact, Key extends object, Line extends object>(
  projection: Projection<Row, Event, Key, Line>,
  batches: readonly (readonly RecordedEvent<Event>[])[],
): Folded<Row, Line> {
  const { table, lines: linesTable } = projection;
  const rows = new Map<string, Row>();
  const lines = new Map<string, Line>();
  for (const batch of batches) {
    const folded = projection.fold(rows.values(), deepFreeze(batch));
    for (const row of folded.upserts) rows.set(table.keyText(row), deepFreeze(table.checked(row)));
    for (const key of folded.deletes) rows.delete(table.keyText(key));
    if (linesTable) for (const line of folded.lines) addLine(projection, linesTable, lines, line);
  }
  const sorted = [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  return { rows: sorted, lines: [...lines.values()] };
}

function addLine<Line extends object>(
  { id }: { readonly id: string },
  table: Table,
  lines: Map<string, Line>,
  line: Line,
): void {
  const key = table.keyText(line);
  if (lines.has(key)) throw new Error(`${id} emits two lines with the key ${key}.`);
  lines.set(key, deepFreeze(table.checked(line)));
}
