import { type Checkpoint } from '#libs/messaging';
import { logHeads, type TenantDatabase } from '#libs/tenancy';
import { areThere, beside } from '../beside.js';
import { readCheckpoints } from '../live.js';
import { type Projection } from '../projection.js';
import { isRefolding } from '../refold.js';
import { type ActRow, readActs } from './rebuild-rows.js';
import { leftTables } from './left-tables.js';

/** How far a view has got in one of its logs, and where that ends. */
export interface ViewSource extends Checkpoint {
  readonly source: string;
  readonly head: number;
}

/** How a view stands. */
export interface ViewStanding {
  /** `<service>.<view>` */
  readonly view: string;
  readonly version: number;
  /** `building`: there is nothing to be read yet; `refolding`: what is read is what it was, while it is folded anew. */
  readonly state: 'ready' | 'building' | 'refolding';
  readonly sources: readonly ViewSource[];
  /** Whether there is a table to be put back. */
  readonly previous: boolean;
  /** What is done to it, or was last. */
  readonly act: ActRow | null;
}

/** All that a service has of views in one tenant's database. */
export interface ViewList {
  readonly views: readonly ViewStanding[];
  /** Tables of versions that this release does not read. */
  readonly unused: readonly string[];
  /** Tables that were read before the last rebuild of their view. */
  readonly previous: readonly string[];
}

/** Looks at a service's views in one tenant's database. */
export async function listViews(
  database: TenantDatabase,
  service: string,
  projections: readonly Projection[],
): Promise<ViewList> {
  const acts = await readActs(database.pool, service);
  const heads = new Map((await logHeads(database)).map((head) => [head.service, head.position]));
  const views = await Promise.all(
    projections.map(async (view) => {
      const own = acts.filter((act) => act.view === view.id).sort((a, b) => b.updatedAt - a.updatedAt);
      return await standingOf(database, view, own[0] ?? null, heads);
    }),
  );
  return { views, ...(await leftTables(database.pool, service, projections)) };
}

async function standingOf(
  { pool }: TenantDatabase,
  view: Projection,
  act: ActRow | null,
  heads: ReadonlyMap<string, number>,
): Promise<ViewStanding> {
  const stored = await readCheckpoints(pool, view);
  const [there, previous] = [await areThere(pool, view), await areThere(pool, beside(view, 'previous'))];
  const state = !there ? 'building' : isRefolding(stored) ? 'refolding' : 'ready';
  const sources = [...stored].map(([source, { epoch, position }]) => ({
    ...{ source, epoch, position },
    head: heads.get(source) ?? 0,
  }));
  return { view: `${view.service}.${view.name}`, version: view.version, state, sources, previous, act };
}
