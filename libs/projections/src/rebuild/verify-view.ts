import { versionsOf } from '#libs/contracts';
import { conflict } from '#libs/kernel';
import { inTransaction } from '#libs/tenancy';
import { tablesOf } from '../beside.js';
import { readCheckpoints } from '../live.js';
import { isRefolding } from '../refold.js';
import { type Table } from '../table.js';
import { type ViewAct } from './act.js';
import { compareTables, type TableComparison, type Verdict } from './compare.js';
import { type Filling } from './filling.js';
import { Shadow } from './shadow.js';
import { wantedOf } from './swap.js';

/** How long it may take to fold what the live view has folded since the last look, in milliseconds. */
const REACH_MS = 10_000;

/**
 * Folds the view anew to exactly where it is, and compares: its checkpoints and rows are those of one moment. Nobody waits for
 * it, and what it folds is thrown away.
 *
 * @throws FoldError, FilledVoidError; what reading logs and writing tables throws; Error upon the act's signal
 */
export async function verifyView(act: ViewAct): Promise<Verdict> {
  const { view, tools } = act;
  const shadow = await Shadow.begin(tools.client, view, 'verify');
  const filling = act.filling(shadow, new Map());
  try {
    const wanted = wantedOf(await readCheckpoints(tools.client, view));
    act.total = [...wanted.values()].reduce((sum, position) => sum + position, 0);
    await filling.fill(wanted, true);
    await filling.spill();
    await shadow.complete();
    await filling.fill(wantedOf(await readCheckpoints(tools.client, view)), true);
    return await inTransaction(tools.client, () => compare(act, filling));
  } finally {
    await filling.close();
    // Whoever is at this view next throws it away, if we cannot.
    await shadow.drop().catch(() => undefined);
  }
}

/** The session looks rows up one by one; to compare tables is another matter. */
const PLANS = 'SET LOCAL enable_seqscan = on; SET LOCAL enable_hashjoin = on; SET LOCAL enable_mergejoin = on';

async function compare({ view, tools: { client } }: ViewAct, filling: Filling): Promise<Verdict> {
  await client.query(`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; ${PLANS}`);
  // All that is read of the view from here on is as it is now.
  const stored = await readCheckpoints(client, view);
  if (isRefolding(stored))
    throw conflict(
      'view-not-built',
      `${view.service}.${view.name} is being folded anew; compare it when that is done.`,
    );
  const live = wantedOf(stored);
  if (!(await filling.reach(live, performance.now() + REACH_MS)))
    throw new Error(`${view.id} is ahead of what can be read of its logs.`);
  await filling.write();
  const anew = tablesOf(filling.shadow.tables);
  const personal = isPersonal(view);
  const tables: TableComparison[] = [];
  for (const [place, stored] of tablesOf(view).entries())
    tables.push(await compareTables(client, { stored, folded: anew[place] as Table, personal }));
  const at = [...filling.checkpoints].map(([source, checkpoint]) => ({ source, ...checkpoint }));
  return { same: tables.every(({ different }) => different === 0), at, tables };
}

/** Whether any of its events ever had personal fields, which nobody can follow through a fold. */
function isPersonal({ sources }: ViewAct['view']): boolean {
  return [...sources].some(([source, events]) =>
    [...events].some((event) => versionsOf(source, event).some(({ pii }) => pii.length > 0)),
  );
}
