import type pg from 'pg';
import { type RecordedEvent } from '#libs/kernel';
import { type Advance, type Checkpoint } from '#libs/messaging';
import { START, stepFrom } from './checkpoint.js';
import { decodeRow, encodeColumns } from './codec.js';
import { checkpointsOf } from './ddl.js';
import { CheckpointMovedError } from './errors.js';
import { foldBatch, touchedKeys } from './fold.js';
import { type FoldedBatch, type Projection } from './projection.js';
import { deleteRows, insertRows, selectRows, upsertRows } from './statements.js';
import { type Table } from './table.js';

/** What comes next in one log for one view. */
export interface Delivery {
  readonly projection: Projection;
  /** The service whose log it is. */
  readonly source: string;
  /** In log order, those with names that the view (or the engine) handles. */
  readonly events: readonly RecordedEvent[];
  readonly advance: Advance;
}

/** What was done with a delivery, for the measurements. */
export interface Applied {
  readonly events: number;
  readonly foldMs: number;
}

/**
 * Takes a delivery into the view: rows, lines and checkpoint change together, when the transaction commits, or not at
 * all.
 *
 * The checkpoints of all the view's sources are locked first. So batches for one view come one after the other, from
 * whatever log and whatever instance: each loads the rows as the one before it left them, and a row to which two logs
 * contribute loses nothing. Locking is what makes it wait, the compare-and-set is what makes it right.
 *
 * @param client within a transaction (READ COMMITTED: what is read after the lock is what the last batch committed)
 * @throws FoldError, CheckpointMovedError, EpochNotOpenedError
 */
export async function applyDelivery(client: pg.ClientBase, delivery: Delivery): Promise<Applied> {
  const { projection, source, events, advance } = delivery;
  const stored = await lockCheckpoints(client, projection);
  const step = stepFrom(stored.get(source) ?? START, events, advance);
  if (!step) return { events: 0, foldMs: 0 };
  const rows = await load(client, projection.table, touchedKeys(projection, step.events));
  const begun = performance.now();
  const folded = foldBatch(projection, rows, step.events);
  const foldMs = performance.now() - begun;
  await write(client, projection, folded);
  if (!(await moveCheckpoint(client, projection, source, step.from, step.to)))
    throw new CheckpointMovedError(step.from, advance);
  return { events: step.events.length, foldMs };
}

/** Where the view stands in each of its logs. */
export async function readCheckpoints(
  client: Pick<pg.ClientBase, 'query'>,
  { id, service }: Projection,
  forUpdate = '',
): Promise<Map<string, Checkpoint>> {
  const { rows } = await client.query<{ source: string; epoch: number; position: string | number }>(
    `SELECT source, epoch, position FROM ${checkpointsOf(service)} WHERE consumer = $1 ORDER BY source ${forUpdate}`,
    [id],
  );
  return new Map(rows.map(({ source, epoch, position }) => [source, { epoch, position: Number(position) }]));
}

/** In one order, so that two batches never wait for each other. */
function lockCheckpoints(client: pg.ClientBase, projection: Projection): Promise<Map<string, Checkpoint>> {
  return readCheckpoints(client, projection, 'FOR UPDATE');
}

/** Returns whether the checkpoint stood at `from` and now stands at `to`. */
export async function moveCheckpoint(
  client: Pick<pg.ClientBase, 'query'>,
  { id, service }: Projection,
  source: string,
  from: Checkpoint,
  to: Checkpoint,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE ${checkpointsOf(service)} SET epoch = $5, position = $6
     WHERE consumer = $1 AND source = $2 AND epoch = $3 AND position = $4`,
    [id, source, from.epoch, from.position, to.epoch, to.position],
  );
  return rowCount === 1;
}

async function load(client: pg.ClientBase, table: Table, keys: readonly object[]): Promise<object[]> {
  if (keys.length === 0) return [];
  const { rows } = await client.query<Record<string, unknown>>(selectRows(table), encodeColumns(table.key, keys));
  return rows.map((row) => decodeRow(table.columns, row));
}

async function write(
  client: pg.ClientBase,
  { table, lines }: Projection,
  folded: FoldedBatch<object, object, object>,
): Promise<void> {
  if (folded.deletes.length > 0) await client.query(deleteRows(table), encodeColumns(table.key, folded.deletes));
  if (folded.upserts.length > 0) await client.query(upsertRows(table), encodeColumns(table.columns, folded.upserts));
  if (lines && folded.lines.length > 0)
    await client.query(insertRows(lines), encodeColumns(lines.columns, folded.lines));
}
