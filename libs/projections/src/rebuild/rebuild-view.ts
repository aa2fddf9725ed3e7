import { setTimeout as pause } from 'node:timers/promises';
import { conflict } from '#libs/kernel';
import { type Checkpoint, LetterStore } from '#libs/messaging';
import { inTransaction } from '#libs/tenancy';
import { areThere, beside, dropping, renaming } from '../beside.js';
import { checkpointsOf } from '../ddl.js';
import { readCheckpoints } from '../live.js';
import { type ViewAct } from './act.js';
import { FilledVoidError, type Filling } from './filling.js';
import { forgetAct, noteChange } from './rebuild-rows.js';
import { consumerBeside, Shadow } from './shadow.js';
import { swap, wantedOf } from './swap.js';

/** Pauses before the tables that are read are asked for again, when somebody has them for long, in milliseconds. */
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 3_000;

/**
 * Folds a view anew, or goes on with it, and lets what was folded take the place of what is read.
 *
 * @param resumed whether it was begun before: what is there is gone on with
 * @throws FoldError; what reading logs and writing tables throws; Error upon the act's signal
 */
export async function rebuildView(act: ViewAct, resumed: boolean): Promise<void> {
  const { view, tools } = act;
  if (!resumed) await forgetAct(tools.client, view, 'rollback');
  const known = resumed && !(await isParked(act)) ? await Shadow.resume(tools.client, view) : undefined;
  try {
    await bringIn(act, known ?? (await begun(act)));
  } catch (error) {
    if (!(error instanceof FilledVoidError)) throw error;
    await bringIn(act, await begun(act));
  }
}

/**
 * Folds on what was read before the last rebuild, and puts it back; what is read now is the previous then.
 *
 * @throws DomainError `no-previous-view`, `previous-view-void` (409); what `rebuildView` throws
 */
export async function rollBackView(act: ViewAct): Promise<void> {
  const { view, tools } = act;
  if (await areThere(tools.client, beside(view, 'previous'))) await takePrevious(act);
  const known = await Shadow.resume(tools.client, view);
  if (!known) throw conflict('no-previous-view', `${view.service}.${view.name} has no previous table to put back.`);
  try {
    await bringIn(act, known);
  } catch (error) {
    if (!(error instanceof FilledVoidError)) throw error;
    await known.shadow.drop();
    const name = `${view.service}.${view.name}`;
    throw conflict('previous-view-void', `The previous table of ${name} had taken what is void since; it is gone.`);
  }
}

/**
 * Whether anything waits for the view, or did when the tables were begun: it may have been taken up, or discarded, since,
 * which they know nothing of.
 */
async function isParked({ tools: { client }, view }: ViewAct): Promise<boolean> {
  const store = new LetterStore(client, view.service);
  const sources = await Promise.all([view.id, consumerBeside(view.id, 'rebuild')].map((each) => store.sources(each)));
  return sources.flat().length > 0;
}

interface Begun {
  readonly shadow: Shadow;
  readonly at: Map<string, Checkpoint>;
}

async function begun({ tools, view }: ViewAct): Promise<Begun> {
  return { shadow: await Shadow.begin(tools.client, view, 'rebuild'), at: new Map() };
}

/** From here on the previous tables are such as are being filled: whatever happens, it is gone on with as with those. */
async function takePrevious({ tools: { client }, view }: ViewAct): Promise<void> {
  const [filled, previous] = [beside(view, 'rebuild'), beside(view, 'previous')];
  const checkpoints = checkpointsOf(view.service);
  const consumers = [consumerBeside(view.id, 'rebuild'), consumerBeside(view.id, 'previous')];
  await inTransaction(client, async () => {
    await client.query([...dropping(filled), ...renaming(previous, filled)].join(';\n'));
    await client.query(`DELETE FROM ${checkpoints} WHERE consumer = $1`, [consumers[0]]);
    await client.query(`UPDATE ${checkpoints} SET consumer = $1 WHERE consumer = $2`, consumers);
    await new LetterStore(client, view.service).move(consumers[1] as string, consumers[0] as string);
    await forgetAct(client, view, 'rebuild');
  });
}

async function bringIn(act: ViewAct, { shadow, at }: Begun): Promise<void> {
  const filling = act.filling(shadow, at);
  try {
    await approach(act, filling);
    await filling.spill();
    await shadow.complete();
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      await approach(act, filling);
      const done = filling.position;
      const end = { state: 'done', done, total: done } as const;
      const swapped = await swap(act.tools.client, act.view, filling, () =>
        noteChange(act.tools.client, act.view, act.act, end),
      );
      if (swapped === 'done') return;
      if (swapped === 'held') await pause(pauseMs, undefined, { signal: act.tools.signal });
    }
  } finally {
    await filling.close();
  }
}

/** Folds to where the live view is now. */
async function approach(act: ViewAct, filling: Filling): Promise<void> {
  const wanted = wantedOf(await readCheckpoints(act.tools.client, act.view));
  act.total = [...wanted.values()].reduce((sum, position) => sum + position, 0);
  await filling.fill(wanted);
}
