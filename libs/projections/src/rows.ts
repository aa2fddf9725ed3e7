import type pg from 'pg';
import { decodeRow, encodeColumns } from './codec.js';
import { type FoldedBatch, type Projection } from './projection.js';
import { deleteRows, insertRows, selectRows, upsertRows } from './statements.js';
import { type Table } from './table.js';

type Client = Pick<pg.ClientBase, 'query'>;

/** Those of the rows with these keys that are there. */
export async function loadRows(client: Client, table: Table, keys: readonly object[]): Promise<object[]> {
  if (keys.length === 0) return [];
  const { rows } = await client.query<Record<string, unknown>>(selectRows(table), encodeColumns(table.key, keys));
  return rows.map((row) => decodeRow(table.columns, row));
}

/** Writes what a fold has made of a batch. */
export async function writeRows(
  client: Client,
  { table, lines }: Pick<Projection, 'table' | 'lines'>,
  folded: FoldedBatch<object, object, object>,
): Promise<void> {
  if (folded.deletes.length > 0) await client.query(deleteRows(table), encodeColumns(table.key, folded.deletes));
  if (folded.upserts.length > 0) await client.query(upsertRows(table), encodeColumns(table.columns, folded.upserts));
  if (lines) await addRows(client, lines, folded.lines);
}

/** Adds rows, all of them new. */
export async function addRows(client: Client, table: Table, rows: readonly object[]): Promise<void> {
  if (rows.length > 0) await client.query(insertRows(table), encodeColumns(table.columns, rows));
}
