import type pg from 'pg';
import { type RecordedEvent } from '#libs/kernel';
import { type Advance, type Checkpoint } from '#libs/messaging';
import { faultPoint } from '#libs/platform';
import { START, stepFrom } from './checkpoint.js';
import { decodeRow, encodeColumns } from './codec.js';
import { checkpointsOf } from './ddl.js';
import { CheckpointMovedError } from './errors.js';
import { foldBatch, touchedKeys } from './fold.js';
import { type FoldedBatch, type Projection } from './projection.js';
import { beginRefold, finishRefold, shadowsOf, type StoredCheckpoint } from './refold.js';
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
  /** Whether the view is still being folded anew. */
  readonly refolding: boolean;
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
 * @throws FoldError, CheckpointMovedError
 */
export async function applyDelivery(client: pg.ClientBase, delivery: Delivery): Promise<Applied> {
  const { projection, source, events, advance } = delivery;
  const stored = await lockCheckpoints(client, projection);
  const refolding = isRefolding(stored);
  const step = stepFrom(stored.get(source) ?? START, events, advance);
  if (!step) return { events: 0, foldMs: 0, refolding };
  const tables = refolding ? shadowsOf(projection) : projection;
  const rows = await load(client, tables.table, touchedKeys(projection, step.events));
  const begun = performance.now();
  const folded = foldBatch(projection, rows, step.events);
  const foldMs = performance.now() - begun;
  await write(client, tables, folded);
  await faultPoint('view.before-commit', projection.id);
  if (!(await moveCheckpoint(client, projection, source, step.from, step.to)))
    throw new CheckpointMovedError(step.from, advance);
  const finished = refolding && (await finishRefold(client, projection));
  return { events: step.events.length, foldMs, refolding: refolding && !finished };
}

/**
 * Puts the view back to its beginning, to be folded anew: it has folded what is void of a log.
 *
 * @param client within a transaction
 * @param place the log, where the view is thought to be in it, and where it has to get before people read what is new
 * @throws CheckpointMovedError
 */
export async function takeBack(
  client: pg.ClientBase,
  projection: Projection,
  place: Parameters<typeof beginRefold>[3],
): Promise<void> {
  await beginRefold(client, projection, await lockCheckpoints(client, projection), place);
}

const isRefolding = (stored: ReadonlyMap<string, StoredCheckpoint>): boolean =>
  [...stored.values()].some(({ until }) => until !== null);

/** Where the view stands in each of its logs. */
export async function readCheckpoints(
  client: Pick<pg.ClientBase, 'query'>,
  { id, service }: Projection,
  forUpdate = '',
): Promise<Map<string, StoredCheckpoint>> {
  const { rows } = await client.query<Record<keyof StoredCheckpoint, string | number> & { source: string }>(
    `SELECT source, epoch, position, until_position AS until FROM ${checkpointsOf(service)} WHERE consumer = $1 ORDER BY source ${forUpdate}`,
    [id],
  );
  return new Map(
    rows.map(({ source, epoch, position, until }) => [
      source,
      { epoch: Number(epoch), position: Number(position), until: (until as unknown) === null ? null : Number(until) },
    ]),
  );
}

/** In one order, so that two batches never wait for each other. */
function lockCheckpoints(client: pg.ClientBase, projection: Projection): Promise<Map<string, StoredCheckpoint>> {
  return readCheckpoints(client, projection, 'FOR UPDATE');
}

/**
 * The same for events of which the view folds none, outside of a transaction.
 *
 * @returns false also while the view is folded anew, which may be at its end here
 */
export async function passOver(
  client: Pick<pg.ClientBase, 'query'>,
  { id, service }: Projection,
  source: string,
  { epoch, from, to }: Advance,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE ${checkpointsOf(service)} SET position = $5
     WHERE consumer = $1 AND source = $2 AND epoch = $3 AND position = $4 AND until_position IS NULL`,
    [id, source, epoch, from, to],
  );
  return rowCount === 1;
}

/** Returns whether the checkpoint stood at `from` and now stands at `to`. */
async function moveCheckpoint(
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
  { table, lines }: Pick<Projection, 'table' | 'lines'>,
  folded: FoldedBatch<object, object, object>,
): Promise<void> {
  if (folded.deletes.length > 0) await client.query(deleteRows(table), encodeColumns(table.key, folded.deletes));
  if (folded.upserts.length > 0) await client.query(upsertRows(table), encodeColumns(table.columns, folded.upserts));
  if (lines && folded.lines.length > 0)
    await client.query(insertRows(lines), encodeColumns(lines.columns, folded.lines));
}
