import type pg from 'pg';
import { type Checkpoint } from '#libs/messaging';
import { START } from './checkpoint.js';
import { checkpointsOf, shapeOf, tableStatements } from './ddl.js';
import { CheckpointMovedError } from './errors.js';
import { quoted } from './names.js';
import { type Projection } from './projection.js';
import { qualified, Table } from './table.js';

/*
 * A view that has folded what became void cannot unfold it. It is folded anew from the beginning of all its logs, by the
 * live engine, into tables beside those that are read: those stay as they were (true up to a place that is void since)
 * until the new ones have got as far as the view had been right; then, in the transaction of that batch, the new take the
 * place of the old. So nobody ever reads a view that is half folded, and it survives a kill at any point.
 *
 * Which of the two is written, and up to where, is said by the checkpoints' column `until_position`, which is read under
 * the same lock as they are.
 */

type Views = Pick<Projection, 'table' | 'lines'>;

/** The tables that a view is folded into anew. */
export function shadowsOf({ table, lines }: Views): Views {
  return { table: shadowOf(table), lines: lines && shadowOf(lines) };
}

const shadowOf = ({ schema, name, columns, key, indexes }: Table): Table =>
  new Table(schema, `${name}_refold`, columns, key, indexes);

const tablesOf = ({ table, lines }: Views): Table[] => (lines ? [table, lines] : [table]);

/** A stored checkpoint, and how far a view that is being folded anew has to get before it is read. */
export interface StoredCheckpoint extends Checkpoint {
  readonly until: number | null;
}

/**
 * Puts a view back to its beginning.
 *
 * @param client within a transaction that has locked the view's checkpoints
 * @param stored those
 * @param source the log that has taken something back
 * @param until up to where it has to be folded anew before that is read
 * @throws CheckpointMovedError when the view is not where it is thought to be
 */
export async function beginRefold(
  client: pg.ClientBase,
  projection: Projection,
  stored: ReadonlyMap<string, StoredCheckpoint>,
  { source, at, until: needed }: { readonly source: string; readonly at: Checkpoint; readonly until: number },
): Promise<void> {
  const here = stored.get(source) ?? { ...START, until: null };
  if (here.epoch !== at.epoch || here.position !== at.position)
    throw new CheckpointMovedError(here, { epoch: at.epoch, from: at.position, to: needed });
  const shadows = tablesOf(shadowsOf(projection));
  const dropped = shadows.map((table) => `DROP TABLE IF EXISTS ${qualified(table)}`);
  await client.query([...dropped, ...shadows.flatMap(tableStatements)].join(';\n'));
  const until = [...stored].map(([name, { position, until: before }]) =>
    name === source ? Math.min(before ?? needed, needed) : (before ?? position),
  );
  await client.query(
    `UPDATE ${checkpointsOf(projection.service)} AS c SET epoch = $4, position = $5, until_position = u.until
       FROM unnest($2::text[], $3::bigint[]) AS u (source, until)
      WHERE c.consumer = $1 AND c.source = u.source`,
    [projection.id, [...stored.keys()], until, START.epoch, START.position],
  );
  await finishRefold(client, projection);
}

/**
 * Lets the new tables take the place of the old, if all of the view has got there.
 *
 * @param client as for `beginRefold`, after the checkpoint was moved
 * @returns whether they did
 */
export async function finishRefold(client: pg.ClientBase, projection: Projection): Promise<boolean> {
  const checkpoints = checkpointsOf(projection.service);
  const { rows } = await client.query<{ there: boolean }>(
    `SELECT bool_and(position >= until_position) AS there FROM ${checkpoints} WHERE consumer = $1`,
    [projection.id],
  );
  if (!rows[0]?.there) return false;
  await client.query(tablesOf(projection).flatMap(swapping).join(';\n'));
  await client.query(`UPDATE ${checkpoints} SET until_position = NULL WHERE consumer = $1`, [projection.id]);
  return true;
}

function swapping(table: Table): string[] {
  const shadow = shadowOf(table);
  const renamed = (end: string): string =>
    `ALTER INDEX ${quoted(table.schema)}.${quoted(shadow.name + end)} RENAME TO ${quoted(table.name + end)}`;
  return [
    `DROP TABLE ${qualified(table)}`,
    `ALTER TABLE ${qualified(shadow)} RENAME TO ${quoted(table.name)}`,
    renamed('_pk'),
    ...table.indexes.map((_, place) => renamed(`_i${place + 1}`)),
    `COMMENT ON TABLE ${qualified(table)} IS '${shapeOf(table)}'`,
  ];
}
