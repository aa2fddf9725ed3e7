import { type Checkpoint } from '#libs/messaging';
import { logHeads, type TenantDatabase } from '#libs/tenancy';
import { areThere, beside, type Beside, tablesOf, type ViewTables } from '../beside.js';
import { readCheckpoints } from '../live.js';
import { type Projection } from '../projection.js';
import { isRefolding } from '../refold.js';
import { type ActRow, readActs } from './rebuild-rows.js';

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
  return { views, unused: await unusedTables(database, service, projections) };
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

const BESIDE: readonly Beside[] = ['refold', 'rebuild', 'previous', 'verify'];

/** They are known by their comment: the engine made them. */
async function unusedTables(
  { pool }: TenantDatabase,
  service: string,
  projections: readonly Projection[],
): Promise<string[]> {
  const used = projections.flatMap((view) => {
    const all: ViewTables[] = [view, ...BESIDE.map((kind) => beside(view, kind))];
    return all.flatMap(tablesOf).map(({ name }) => name);
  });
  const { rows } = await pool.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = $1 AND c.relkind = 'r' AND obj_description(c.oid, 'pg_class') LIKE 'aviary view, shape %'
        AND c.relname <> ALL ($2) ORDER BY c.relname`,
    [service, used],
  );
  return rows.map(({ name }) => `${service}.${name}`);
}
