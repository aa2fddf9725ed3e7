import type pg from 'pg';
import { type Checkpoint, LetterStore } from '#libs/messaging';
import { faultPoint } from '#libs/platform';
import { inTransaction } from '#libs/tenancy';
import { areThere, beside, dropping, renaming, tablesOf } from '../beside.js';
import { START } from '../checkpoint.js';
import { checkpointsOf } from '../ddl.js';
import { lockCheckpoints } from '../live.js';
import { moveParking } from '../parking/storing.js';
import { type Projection } from '../projection.js';
import { isRefolding, type StoredCheckpoint } from '../refold.js';
import { qualified } from '../table.js';
import { type Filling, type Places } from './filling.js';
import { consumerBeside } from './shadow.js';

/**
 * - `done`: the filled tables are those that are read;
 * - `behind`: the live view is further, and could not be reached in the time for which it may be held up;
 * - `held`: somebody reads the tables for long, and nobody shall wait behind that.
 */
export type Swapped = 'done' | 'behind' | 'held';

/** How long live batches of the view wait for the last events to be folded, in milliseconds. */
const REACH_MS = 1_500;
/** How long whoever wants to read the view waits behind us while somebody else has it, in milliseconds. */
const LOCK_MS = 100;
const LOCK_NOT_AVAILABLE = '55P03';

class NotYet extends Error {
  constructor(readonly why: Swapped) {
    super(why);
  }
}

/**
 * Lets the filled tables take the place of those that are read, in one short transaction, and keeps those as the previous ones.
 *
 * The view's checkpoints are locked first, as each live batch does: so the live view stands still, what it is ahead is folded,
 * and nobody sees it go back. Then its tables are locked, for which is not waited long: a reader who has them for minutes would
 * otherwise hold up all who come after us.
 *
 * @param note what else is to be written in the same transaction
 */
export async function swap(
  client: pg.ClientBase,
  view: Projection,
  filling: Filling,
  note: () => Promise<void>,
): Promise<Swapped> {
  try {
    await inTransaction(client, async () => {
      const live = await lockCheckpoints(client, view);
      if (!(await reach(filling, live))) throw new NotYet('behind');
      await filling.write();
      await rename(client, view, isRefolding(live));
      await moveCheckpoints(client, view, filling.checkpoints, isRefolding(live));
      await note();
      await faultPoint('rebuild.before-swap', view.id);
    });
  } catch (error) {
    if (error instanceof NotYet) return error.why;
    if ((error as { code?: string }).code === LOCK_NOT_AVAILABLE) return 'held';
    throw error;
  }
  filling.written();
  return 'done';
}

/** Folds on until the filled tables are as far as the live view in each log. */
async function reach(filling: Filling, live: ReadonlyMap<string, StoredCheckpoint>): Promise<boolean> {
  if (!(await filling.reach(wantedOf(live), performance.now() + REACH_MS))) return false;
  return [...live].every(([source, { epoch }]) => (filling.checkpoints.get(source) ?? START).epoch >= epoch);
}

/** Where a view has to be before it may take the place of the live one. */
export function wantedOf(live: ReadonlyMap<string, StoredCheckpoint>): Places {
  return new Map([...live].map(([source, { position, until }]) => [source, Math.max(position, until?.position ?? 0)]));
}

/** What a view has folded that is being folded anew live is void, and nothing to go back to. */
async function rename(client: pg.ClientBase, view: Projection, isVoid: boolean): Promise<void> {
  const there = await areThere(client, view);
  await client.query(`SET LOCAL lock_timeout = ${LOCK_MS}`);
  const before = there
    ? [`LOCK TABLE ${tablesOf(view).map(qualified).join(', ')} IN ACCESS EXCLUSIVE MODE`]
    : dropping(view);
  const previous = beside(view, 'previous');
  const put = isVoid ? dropping(view) : there ? renaming(view, previous) : [];
  const filled = renaming(beside(view, 'rebuild'), view);
  const statements = [...before, ...dropping(previous), ...dropping(beside(view, 'refold')), ...put, ...filled];
  await client.query(statements.join(';\n'));
}

/** What waits for the tables goes as they go. */
async function moveCheckpoints(
  client: pg.ClientBase,
  { id, service }: Projection,
  at: ReadonlyMap<string, Checkpoint>,
  isVoid: boolean,
): Promise<void> {
  const checkpoints = checkpointsOf(service);
  const [filled, previous] = [consumerBeside(id, 'rebuild'), consumerBeside(id, 'previous')];
  await client.query(`DELETE FROM ${checkpoints} WHERE consumer IN ($1, $2)`, [filled, previous]);
  if (!isVoid)
    await client.query(
      `INSERT INTO ${checkpoints} (consumer, source, epoch, position)
       SELECT $2, source, epoch, position FROM ${checkpoints} WHERE consumer = $1`,
      [id, previous],
    );
  if (isVoid) await new LetterStore(client, service).forget(previous);
  else await moveParking(client, service, id, previous);
  await moveParking(client, service, filled, id);
  const places = [...at.values()];
  await client.query(
    `UPDATE ${checkpoints} AS c SET epoch = f.epoch, position = f.position, until_position = NULL, until_epoch = NULL
       FROM unnest($2::text[], $3::int[], $4::bigint[]) AS f (source, epoch, position)
      WHERE c.consumer = $1 AND c.source = f.source`,
    [id, [...at.keys()], places.map(({ epoch }) => epoch), places.map(({ position }) => position)],
  );
}
