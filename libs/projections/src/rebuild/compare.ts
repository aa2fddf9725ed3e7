import type pg from 'pg';
import { type Checkpoint } from '#libs/messaging';
import { type ColumnType } from '../columns.js';
import { columnList } from '../ddl.js';
import { quoted } from '../names.js';
import { qualified, type Table } from '../table.js';

/** One value that is not as it should be, as JSON has it; masked where it may be somebody's personal data. */
export interface DifferentValue {
  readonly column: string;
  readonly stored: unknown;
  readonly folded: unknown;
}

/** A row that is not as its logs say. */
export interface DifferentRow {
  /** `missing`: it should be there; `surplus`: it should not; `different`: values of it are other ones. */
  readonly what: 'missing' | 'surplus' | 'different';
  readonly key: Readonly<Record<string, unknown>>;
  readonly columns: readonly DifferentValue[];
}

/** What a comparison of a table has found. */
export interface TableComparison {
  readonly table: string;
  /** Rows that are there, and rows that should be. */
  readonly stored: number;
  readonly folded: number;
  readonly different: number;
  /** The first of those that differ, in the order of their keys. */
  readonly first: readonly DifferentRow[];
}

/** What a comparison of a view with its logs has found. */
export interface Verdict {
  readonly same: boolean;
  /** Up to where in each log it was compared. */
  readonly at: readonly ({ readonly source: string } & Checkpoint)[];
  /** Of the rows, and of the lines if there are any. */
  readonly tables: readonly TableComparison[];
}

const SHOWN = 10;

const MASK = '***';
/** What cannot be a text that somebody has written. */
const OPEN: ReadonlySet<ColumnType> = new Set<ColumnType>(['uuid', 'long', 'int', 'boolean', 'instant', 'day']);

type Row = Readonly<Record<string, unknown>>;

/**
 * Compares a table as it is with one that was folded anew, row by row, within PostgreSQL.
 *
 * @param personal whether it is folded from events with personal fields: then no text of it is told, but for its keys, which
 *   are ids
 */
export async function compareTables(
  client: Pick<pg.ClientBase, 'query'>,
  { stored, folded, personal }: { readonly stored: Table; readonly folded: Table; readonly personal: boolean },
): Promise<TableComparison> {
  const { rows: counts } = await client.query<{ stored: string; folded: string }>(
    `SELECT (SELECT count(*) FROM ${qualified(stored)}) AS stored, (SELECT count(*) FROM ${qualified(folded)}) AS folded`,
  );
  const names = stored.columns.map(({ name }) => quoted(name));
  const valuesOf = (side: string): string => `ROW(${names.map((name) => `${side}.${name}`).join(', ')})`;
  const key = stored.key.map(({ name }) => quoted(name));
  const present = (side: string): string => `${side}.${key[0] as string} IS NOT NULL`;
  const { rows } = await client.query<{ stored: Row | null; folded: Row | null; different: string }>(
    `SELECT CASE WHEN ${present('s')} THEN to_jsonb(s) END AS stored, CASE WHEN ${present('f')} THEN to_jsonb(f) END AS folded,
            count(*) OVER () AS different
       FROM (SELECT ${columnList(stored.columns)} FROM ${qualified(stored)}) AS s
       FULL JOIN (SELECT ${columnList(folded.columns)} FROM ${qualified(folded)}) AS f USING (${key.join(', ')})
      WHERE ${valuesOf('s')} IS DISTINCT FROM ${valuesOf('f')}
      ORDER BY ${key.join(', ')} LIMIT ${SHOWN}`,
  );
  return {
    table: `${stored.schema}.${stored.name}`,
    stored: Number(counts[0]?.stored ?? 0),
    folded: Number(counts[0]?.folded ?? 0),
    different: Number(rows[0]?.different ?? 0),
    first: rows.map((row) => differenceOf(stored, row, personal)),
  };
}

function differenceOf(
  table: Table,
  { stored, folded }: { readonly stored: Row | null; readonly folded: Row | null },
  personal: boolean,
): DifferentRow {
  const either = stored ?? folded ?? {};
  const key = Object.fromEntries(table.key.map(({ name }) => [name, either[name]]));
  if (!stored || !folded) return { what: stored ? 'surplus' : 'missing', key, columns: [] };
  const columns = table.columns
    .filter(({ name }) => JSON.stringify(stored[name]) !== JSON.stringify(folded[name]))
    .map(({ name, type }) => {
      const told = (value: unknown): unknown => (personal && !OPEN.has(type) && value !== null ? MASK : value);
      return { column: name, stored: told(stored[name]), folded: told(folded[name]) };
    });
  return { what: 'different', key, columns };
}
