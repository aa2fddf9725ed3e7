import type pg from 'pg';
import { type Checkpoint } from '#libs/messaging';
import { beside, dropping, makingBeside, renaming } from './beside.js';
import { START } from './checkpoint.js';
import { checkpointsOf } from './ddl.js';
import { CheckpointMovedError } from './errors.js';
import { type Projection } from './projection.js';

/*
 * A view that has folded what became void cannot unfold it, and one of a new version has folded nothing yet. Both are folded
 * from the beginning of all their logs, by the live engine, into tables beside those that are read. Those, if there are
 * any, stay as they were (true up to a place that is void since) until the new ones have got as far as they have to; then,
 * in the transaction of that batch, the new take the place of the old. So nobody ever reads a view that is half folded,
 * and it survives a kill at any point.
 *
 * Which of the two is written, and up to where, is said by the checkpoints' column `until_position`, which is read under
 * the same lock as they are.
 */

/** A place up to which a log has to be folded; of an epoch, where that is known. */
export interface Until {
  readonly epoch: number | null;
  readonly position: number;
}

/** A stored checkpoint, and how far a view that is being folded anew has to get before it is read. */
export interface StoredCheckpoint extends Checkpoint {
  readonly until: Until | null;
  /** Whether there are dead letters of the log. */
  readonly letters: boolean;
}

/** Whether what is folded live goes into the tables beside those that are read. */
export function isRefolding(stored: ReadonlyMap<string, StoredCheckpoint>): boolean {
  return [...stored.values()].some(({ until }) => until !== null);
}

/**
 * Begins views of which there are no tables to be read.
 *
 * @param client within a transaction
 * @param heads by service: where its log ends, up to which a view has to be folded before it is read
 */
export async function beginViews(
  client: pg.ClientBase,
  projections: readonly Projection[],
  heads: ReadonlyMap<string, number>,
): Promise<void> {
  for (const projection of projections) {
    const { id, service, sources } = projection;
    await client.query([...dropping(projection), ...makingBeside(projection, 'refold')].join(';\n'));
    await client.query(
      `INSERT INTO ${checkpointsOf(service)} (consumer, source, epoch, position, until_position)
       SELECT $1, source, $4, $5, until FROM unnest($2::text[], $3::bigint[]) AS s (source, until)
       ON CONFLICT (consumer, source) DO UPDATE
         SET epoch = excluded.epoch, position = excluded.position, until_position = excluded.until_position`,
      [
        id,
        [...sources.keys()],
        [...sources.keys()].map((source) => heads.get(source) ?? 0),
        START.epoch,
        START.position,
      ],
    );
    await finishRefold(client, projection);
  }
}

/**
 * Puts a view back to its beginning.
 *
 * @param client within a transaction that has locked the view's checkpoints
 * @param stored those
 * @param source the log that has taken something back
 * @param until up to where it has to be folded anew before that is read; of the other logs, up to where they had been
 * @throws CheckpointMovedError when the view is not where it is thought to be
 */
export async function beginRefold(
  client: pg.ClientBase,
  projection: Projection,
  stored: ReadonlyMap<string, StoredCheckpoint>,
  { source, at, until: needed }: { readonly source: string; readonly at: Checkpoint; readonly until: Until },
): Promise<void> {
  const here = stored.get(source) ?? START;
  if (here.epoch !== at.epoch || here.position !== at.position)
    throw new CheckpointMovedError(here, { epoch: at.epoch, from: at.position, to: needed.position });
  await client.query(makingBeside(projection, 'refold').join(';\n'));
  // What others had of a log may be void as well, and nobody would notice, since they stand at its beginning then.
  const until = [...stored].map(([name, { epoch, position, until: before }]): Until => {
    if (name !== source) return before ?? { epoch, position };
    return before && before.position < needed.position ? before : needed;
  });
  await client.query(
    `UPDATE ${checkpointsOf(projection.service)} AS c SET epoch = $4, position = $5, until_position = u.until, until_epoch = u.until_epoch
       FROM unnest($2::text[], $3::bigint[], $6::int[]) AS u (source, until, until_epoch)
      WHERE c.consumer = $1 AND c.source = u.source`,
    [
      ...[projection.id, [...stored.keys()], until.map(({ position }) => position), START.epoch, START.position],
      until.map(({ epoch }) => epoch),
    ],
  );
  await finishRefold(client, projection);
}

/**
 * Lets the new tables take the place of the old, if all of the view has got there. Whoever has come to a later epoch of a log
 * has passed all that stands of those before it.
 *
 * @param client as for `beginRefold`, after the checkpoint was moved
 * @returns whether they did
 */
export async function finishRefold(client: pg.ClientBase, projection: Projection): Promise<boolean> {
  const checkpoints = checkpointsOf(projection.service);
  const { rows } = await client.query<{ there: boolean }>(
    `SELECT bool_and(position >= until_position OR epoch > until_epoch) AS there FROM ${checkpoints} WHERE consumer = $1`,
    [projection.id],
  );
  if (!rows[0]?.there) return false;
  const swap = [...dropping(projection), ...renaming(beside(projection, 'refold'), projection)];
  await client.query(swap.join(';\n'));
  await client.query(`UPDATE ${checkpoints} SET until_position = NULL, until_epoch = NULL WHERE consumer = $1`, [
    projection.id,
  ]);
  return true;
}
