import { type Column, SQL_TYPES } from './columns.js';
import { columnList } from './ddl.js';
import { quoted } from './names.js';
import { qualified, type Table } from './table.js';

/**
 * `$1::uuid[], $2::text[]`: one parameter for each column, so that a batch of any size is one statement. Lists of texts
 * travel as texts, since UNNEST would unfold them as well.
 */
function parameters(columns: readonly Column[]): string {
  return columns.map(({ type }, place) => `$${place + 1}::${type === 'texts' ? 'text' : SQL_TYPES[type]}[]`).join(', ');
}

function unnested(columns: readonly Column[]): string {
  const values = columns.map((column) => `u.${quoted(column.name)}${column.type === 'texts' ? '::text[]' : ''}`);
  return `SELECT ${values.join(', ')} FROM unnest(${parameters(columns)}) AS u (${columnList(columns)})`;
}

function sameKey(table: Table): string {
  return table.key.map(({ name }) => `t.${quoted(name)} = k.${quoted(name)}`).join(' AND ');
}

/** Reads the rows with the given keys. Parameters: the members of the key. */
export function selectRows(table: Table): string {
  const keys = `unnest(${parameters(table.key)}) AS k (${columnList(table.key)})`;
  return `SELECT ${columnList(table.columns, 't.')} FROM ${keys} JOIN ${qualified(table)} AS t ON ${sameKey(table)}`;
}

/** Adds rows, all of them new. Parameters: the columns. */
export function insertRows(table: Table): string {
  return `INSERT INTO ${qualified(table)} (${columnList(table.columns)}) ${unnested(table.columns)}`;
}

/** Adds rows, or puts them in the place of those with the same key. Parameters: the columns. */
export function upsertRows(table: Table): string {
  const others = table.columns.filter((column) => !table.key.includes(column));
  const set = others.map(({ name }) => `${quoted(name)} = excluded.${quoted(name)}`).join(', ');
  const action = others.length === 0 ? 'NOTHING' : `UPDATE SET ${set}`;
  return `${insertRows(table)} ON CONFLICT (${columnList(table.key)}) DO ${action}`;
}

/** Removes the rows with the given keys. Parameters: the members of the key. */
export function deleteRows(table: Table): string {
  const keys = `unnest(${parameters(table.key)}) AS k (${columnList(table.key)})`;
  return `DELETE FROM ${qualified(table)} AS t USING ${keys} WHERE ${sameKey(table)}`;
}
