import { createHash } from 'node:crypto';
import { type Column, SQL_TYPES } from './columns.js';
import { quoted } from './names.js';
import { qualified, type Table } from './table.js';

/** Columns as a list in SQL. */
export function columnList(columns: readonly Column[], prefix = ''): string {
  return columns.map((column) => `${prefix}${quoted(column.name)}`).join(', ');
}

/**
 * What makes the table of a view or of lines. It has nothing that acts by itself (foreign keys, triggers, identities,
 * defaults): a table is what the fold says, whichever way it was filled.
 */
export function tableStatements(table: Table): string[] {
  const columns = table.columns.map(
    (column) => `  ${quoted(column.name)} ${SQL_TYPES[column.type]}${column.nullable ? '' : ' NOT NULL'}`,
  );
  const primaryKey = `  CONSTRAINT ${quoted(`${table.name}_pk`)} PRIMARY KEY (${columnList(table.key)})`;
  return [
    `CREATE TABLE ${qualified(table)} (\n${[...columns, primaryKey].join(',\n')}\n)`,
    ...table.indexes.map(
      (members, place) =>
        `CREATE INDEX ${quoted(`${table.name}_i${place + 1}`)} ON ${qualified(table)} (${columnList(members)})`,
    ),
  ];
}

/** Tells one shape of a table from another; it is kept as the table's comment. */
export function shapeOf(table: Table): string {
  const digest = createHash('sha256').update(tableStatements(table).join(';\n')).digest('hex');
  return `aviary view, shape ${digest.slice(0, 16)}`;
}

/** Where each consumer of this service has got to in each log it reads. */
export function checkpointsStatement(service: string): string {
  return `CREATE TABLE IF NOT EXISTS ${checkpointsOf(service)} (
  consumer text NOT NULL,
  source text NOT NULL,
  epoch integer NOT NULL,
  position bigint NOT NULL,
  PRIMARY KEY (consumer, source)
);
-- Of a view that is being folded anew, beside its tables: how far it has to get before it takes their place.
ALTER TABLE ${checkpointsOf(service)} ADD COLUMN IF NOT EXISTS until_position bigint`;
}

/** The checkpoints' table of a service in SQL. */
export function checkpointsOf(service: string): string {
  return `${quoted(service)}."checkpoints"`;
}
