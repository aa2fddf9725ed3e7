import type pg from 'pg';
import { type RecordedEvent } from '#libs/kernel';
import {
  type Advance,
  type Checkpoint,
  LetterStore,
  type StoredBodies,
  streamKey,
  type UnreadableEvent,
} from '#libs/messaging';
import { faultPoint } from '#libs/platform';
import { beside } from './beside.js';
import { START, stepFrom } from './checkpoint.js';
import { checkpointsOf } from './ddl.js';
import { CheckpointMovedError } from './errors.js';
import { type ParkedEvent } from './parking/parking.js';
import { parkingFor, storeLetters, tellCheckpoints } from './parking/storing.js';
import { take, takeCarefully } from './parking/take.js';
import { type Projection } from './projection.js';
import { beginRefold, finishRefold, isRefolding, type StoredCheckpoint } from './refold.js';

/** What comes next in one log for one view. */
export interface Delivery {
  readonly projection: Projection;
  /** The service whose log it is. */
  readonly source: string;
  /** In log order, those with names that the view (or the engine) handles. */
  readonly events: readonly RecordedEvent[];
  readonly advance: Advance;
  /** Gives their bodies as they lie in the log, for what has to be set aside; without it, nothing is. */
  readonly stored?: StoredBodies | undefined;
  /** What could not be written before: it is found out which row it is. */
  readonly carefully?: boolean;
}

/** What was done with a delivery, for the measurements. */
export interface Applied {
  readonly events: number;
  readonly foldMs: number;
  /** Whether the view is still being folded anew. */
  readonly refolding: boolean;
  /** What was set aside. */
  readonly parked: readonly ParkedEvent[];
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
 * What cannot be folded is set aside in the same transaction, for its key alone (see `Parking`).
 *
 * @throws CheckpointMovedError; FoldError where nothing can be set aside; `isUnfit` tells what is to be tried carefully
 */
export async function applyDelivery(client: pg.ClientBase, delivery: Delivery): Promise<Applied> {
  const { projection, source, events, advance, carefully = false } = delivery;
  const stored = await lockCheckpoints(client, projection);
  const refolding = isRefolding(stored);
  const step = stepFrom(stored.get(source) ?? START, events, advance);
  if (!step) return { events: 0, foldMs: 0, refolding, parked: [] };
  const tables = refolding ? beside(projection, 'refold') : projection;
  const parking = delivery.stored && (await parkingFor(client, projection, stored));
  const foldMs =
    parking && carefully
      ? await takeCarefully(client, { projection, tables, parking }, step.events)
      : await take(client, { projection, tables, parking }, step.events);
  const parked = parking?.take() ?? [];
  if (delivery.stored) await storeLetters(client, projection, parked, delivery.stored);
  await faultPoint('view.before-commit', projection.id);
  if (!(await moveCheckpoint(client, projection, source, step.from, step.to)))
    throw new CheckpointMovedError(step.from, advance);
  const finished = refolding && (await finishRefold(client, projection));
  return { events: step.events.length, foldMs, refolding: refolding && !finished, parked };
}

/**
 * Puts the view back to its beginning, to be folded anew: it has folded what is void of a log.
 *
 * @param client within a transaction
 * @param place the log, from where on it is void, where the view is thought to be in it, and where it has to get before
 *   people read what is new
 * @throws CheckpointMovedError
 */
export async function takeBack(
  client: pg.ClientBase,
  projection: Projection,
  place: Parameters<typeof beginRefold>[3] & { readonly voidFrom: number },
): Promise<void> {
  const stored = await lockCheckpoints(client, projection);
  await new LetterStore(client, projection.service).takeBack(projection.id, place.source, place.voidFrom);
  await tellCheckpoints(client, projection);
  await beginRefold(client, projection, stored, place);
}

/**
 * Sets aside, for its stream, an event that nobody can read, unless the view does without it; and moves the checkpoint.
 *
 * @param client as for `applyDelivery`
 * @throws CheckpointMovedError
 */
export async function parkUnreadable(
  client: pg.ClientBase,
  { projection, source, advance }: Omit<Delivery, 'events'>,
  { meta, body, reason }: UnreadableEvent,
): Promise<void> {
  const stored = await lockCheckpoints(client, projection);
  const step = stepFrom(stored.get(source) ?? START, [], advance);
  if (!step) return;
  const letter = { consumer: projection.id, source, key: streamKey(meta.streamId), meta, body };
  await new LetterStore(client, projection.service).put([{ ...letter, state: 'poison', reason }]);
  await tellCheckpoints(client, projection);
  if (!(await moveCheckpoint(client, projection, source, step.from, step.to)))
    throw new CheckpointMovedError(step.from, advance);
  if (isRefolding(stored)) await finishRefold(client, projection);
}

/** Where the view stands in each of its logs. */
export async function readCheckpoints(
  client: Pick<pg.ClientBase, 'query'>,
  { id, service }: Pick<Projection, 'id' | 'service'>,
  forUpdate = '',
): Promise<Map<string, StoredCheckpoint>> {
  const { rows } = await client.query<
    Record<'epoch' | 'position', string | number> &
      Record<'until' | 'until_epoch', string | number | null> & { source: string; letters: boolean }
  >(
    `SELECT source, epoch, position, until_position AS until, until_epoch, has_letters AS letters FROM ${checkpointsOf(service)} WHERE consumer = $1 ORDER BY source ${forUpdate}`,
    [id],
  );
  return new Map(
    rows.map(({ source, epoch, position, until, until_epoch: untilEpoch, letters }) => [
      source,
      {
        ...{ epoch: Number(epoch), position: Number(position), letters },
        until:
          until === null ? null : { epoch: untilEpoch === null ? null : Number(untilEpoch), position: Number(until) },
      },
    ]),
  );
}

/** In one order, so that two batches never wait for each other. */
export function lockCheckpoints(
  client: Pick<pg.ClientBase, 'query'>,
  projection: Projection,
): Promise<Map<string, StoredCheckpoint>> {
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
