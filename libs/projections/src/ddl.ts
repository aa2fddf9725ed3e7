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
  const members = [...columnsOf(table), `  ${keyOf(table)}`];
  return [`CREATE TABLE ${qualified(table)} (\n${members.join(',\n')}\n)`, ...indexStatements(table)];
}

/** What makes the same table without key and indexes, which cost less when it is full. */
export function bareTableStatement(table: Table, unlogged = false): string {
  return `CREATE ${unlogged ? 'UNLOGGED ' : ''}TABLE ${qualified(table)} (\n${columnsOf(table).join(',\n')}\n)`;
}

/** What gives a bare table its key. */
export function keyStatement(table: Table): string {
  return `ALTER TABLE ${qualified(table)} ADD ${keyOf(table)}`;
}

/** What gives it its other indexes; those that it has do no harm with `ifMissing`. */
export function indexStatements(table: Table, ifMissing = false): string[] {
  return table.indexes.map((members, place) => {
    const name = quoted(`${table.name}_i${place + 1}`);
    return `CREATE INDEX ${ifMissing ? 'IF NOT EXISTS ' : ''}${name} ON ${qualified(table)} (${columnList(members)})`;
  });
}

function columnsOf({ columns }: Table): string[] {
  return columns.map(
    ({ name, type, nullable }) => `  ${quoted(name)} ${SQL_TYPES[type]}${nullable ? '' : ' NOT NULL'}`,
  );
}

function keyOf(table: Table): string {
  return `CONSTRAINT ${quoted(`${table.name}_pk`)} PRIMARY KEY (${columnList(table.key)})`;
}

/** Tells one shape of a table from another; it is kept as the table's comment. */
export function shapeOf(table: Table): string {
  const digest = createHash('sha256').update(tableStatements(table).join(';\n')).digest('hex');
  return `aviary view, shape ${digest.slice(0, 16)}`;
}

/** The column of the checkpoints' table that came last: where it is, all of them are. */
export const NEWEST_COLUMN = 'until_epoch';

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
ALTER TABLE ${checkpointsOf(service)} ADD COLUMN IF NOT EXISTS until_position bigint;
-- Whether there are dead letters of the view and log: said here, since it is read under the lock of this row.
ALTER TABLE ${checkpointsOf(service)} ADD COLUMN IF NOT EXISTS has_letters boolean NOT NULL DEFAULT false;
-- The epoch of "until_position", where it is known: a log that goes on in a later one may never get there again.
ALTER TABLE ${checkpointsOf(service)} ADD COLUMN IF NOT EXISTS ${NEWEST_COLUMN} integer`;
}

/** The checkpoints' table of a service in SQL. */
export function checkpointsOf(service: string): string {
  return `${quoted(service)}."checkpoints"`;
}
