import type pg from 'pg';
import { shapeOf, tableStatements } from './ddl.js';
import { quoted } from './names.js';
import { type Projection } from './projection.js';
import { qualified, Table } from './table.js';

/** The tables of a view, or such as lie beside them. */
export type ViewTables = Pick<Projection, 'table' | 'lines'>;

/**
 * What may lie beside the tables that are read:
 * - `refold`: the live engine folds the view into them, since there is none yet, or it had folded what is void;
 * - `rebuild`: a rebuild folds the view into them;
 * - `previous`: those that were read before the last rebuild;
 * - `verify`: what a comparison folds, to be thrown away.
 */
export type Beside = 'refold' | 'rebuild' | 'previous' | 'verify';

/** The tables of a view, as one list. */
export function tablesOf({ table, lines }: ViewTables): Table[] {
  return lines ? [table, lines] : [table];
}

export function beside({ table, lines }: ViewTables, kind: Beside): ViewTables {
  return { table: tableBeside(table, kind), lines: lines && tableBeside(lines, kind) };
}

function tableBeside({ schema, name, columns, key, indexes }: Table, kind: Beside): Table {
  return new Table(schema, `${name}_${kind}`, columns, key, indexes);
}

/** Throws tables away, if they are there. */
export function dropping(tables: ViewTables): string[] {
  return tablesOf(tables).map((table) => `DROP TABLE IF EXISTS ${qualified(table)}`);
}

/**
 * Makes the tables beside a view's, empty, with all that they have when they take its place. Those that were there are
 * thrown away.
 */
export function makingBeside(view: ViewTables, kind: Beside): string[] {
  const made = beside(view, kind);
  const named = tablesOf(view).map((table) => commenting(tableBeside(table, kind), table));
  return [...dropping(made), ...tablesOf(made).flatMap(tableStatements), ...named];
}

/** Says of which definition the table is: of the one whose place it may take. */
export function commenting(table: Table, definition = table): string {
  return `COMMENT ON TABLE ${qualified(table)} IS '${shapeOf(definition)}'`;
}

/** Gives tables, with their indexes, the names of others, which must be free. */
export function renaming(from: ViewTables, to: ViewTables): string[] {
  const targets = tablesOf(to);
  return tablesOf(from).flatMap((table, place) => renamingTable(table, (targets[place] as Table).name));
}

function renamingTable(table: Table, name: string): string[] {
  const index = (end: string): string =>
    `ALTER INDEX ${quoted(table.schema)}.${quoted(table.name + end)} RENAME TO ${quoted(name + end)}`;
  return [
    `ALTER TABLE ${qualified(table)} RENAME TO ${quoted(name)}`,
    index('_pk'),
    ...table.indexes.map((_, place) => index(`_i${place + 1}`)),
  ];
}

/** Whether all of the tables are there. */
export async function areThere(client: Pick<pg.ClientBase, 'query'>, tables: ViewTables): Promise<boolean> {
  const names = tablesOf(tables).map(qualified);
  const { rows } = await client.query<{ there: boolean }>(
    'SELECT bool_and(to_regclass(name) IS NOT NULL) AS there FROM unnest($1::text[]) AS name',
    [names],
  );
  return rows[0]?.there ?? false;
}
