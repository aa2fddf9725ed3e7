import type pg from 'pg';
import { conflict, type DomainError, notFound } from '#libs/kernel';
import { LetterStore } from '#libs/messaging';
import { type TenantDatabase } from '#libs/tenancy';
import { beside, type Beside, tablesOf, type ViewTables } from '../beside.js';
import { checkpointsOf } from '../ddl.js';
import { quoted } from '../names.js';
import { type Projection } from '../projection.js';
import { forgetActs, tryLockForNow } from './rebuild-rows.js';
import { consumerBeside } from './shadow.js';

/** Tables that are read no more, each as `<service>.<table>`. */
export interface LeftTables {
  /** Of versions that this release does not read. */
  readonly unused: readonly string[];
  /** Those that were read before the last rebuild of their view. */
  readonly previous: readonly string[];
}

type Client = Pick<pg.ClientBase, 'query'>;

const IN_USE: readonly Beside[] = ['refold', 'rebuild', 'verify'];

/** What is left of views in one tenant's database. */
export async function leftTables(
  client: Client,
  service: string,
  projections: readonly Projection[],
): Promise<LeftTables> {
  const used = new Set(
    projections.flatMap((view) => [view, ...IN_USE.map((kind) => beside(view, kind))]).flatMap(namesOf),
  );
  const previous = new Set(projections.flatMap(previousOf));
  const found = (await viewTables(client, service)).filter((name) => !used.has(name));
  return {
    unused: found.filter((name) => !previous.has(name)),
    previous: found.filter((name) => previous.has(name)),
  };
}

/**
 * Throws such tables away, with what was kept for them: all of those named, or none. An older release that is started again
 * builds its own anew. Whoever reads one of them for long holds nobody up: no role of a service waits for a lock for longer than
 * two seconds.
 *
 * @param wanted as `leftTables` names them
 * @returns all that went: of a view's previous tables one does not go without the other
 * @throws DomainError `unknown-table` (404), `table-in-use`, `view-busy` (409); of kind `unavailable` where somebody reads one
 */
export async function dropTables(
  database: TenantDatabase,
  service: string,
  projections: readonly Projection[],
  wanted: readonly string[],
): Promise<string[]> {
  return await database.transaction(async (client) => {
    const left = await leftTables(client, service, projections);
    const there = await viewTables(client, service);
    for (const name of wanted) assertLeft(name, left, there);
    const views = projections.filter((view) => previousOf(view).some((name) => wanted.includes(name)));
    const previous = left.previous.filter((name) => views.some((view) => previousOf(view).includes(name)));
    const unused = left.unused.filter((name) => wanted.includes(name));
    for (const view of views) await forgetPrevious(client, view);
    await forgetUnused(client, service, unused);
    for (const name of [...previous, ...unused])
      await client.query(`DROP TABLE ${name.split('.').map(quoted).join('.')}`);
    return [...previous, ...unused];
  });
}

/** As they are told: each with its schema. */
const namesOf = (tables: ViewTables): string[] => tablesOf(tables).map(({ schema, name }) => `${schema}.${name}`);
const previousOf = (view: Projection): string[] => namesOf(beside(view, 'previous'));

/** They are known by their comment: the engine made them. */
async function viewTables(client: Client, service: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = $1 AND c.relkind = 'r' AND obj_description(c.oid, 'pg_class') LIKE 'aviary view, shape %'
      ORDER BY c.relname`,
    [service],
  );
  return rows.map(({ name }) => `${service}.${name}`);
}

function assertLeft(name: string, { unused, previous }: LeftTables, there: readonly string[]): void {
  if (unused.includes(name) || previous.includes(name)) return;
  if (there.includes(name)) throw inUse(name);
  throw notFound('unknown-table', `There is no table "${name}" of a view; see "aviary projections list".`, {
    field: 'tables',
  });
}

const inUse = (name: string): DomainError =>
  conflict('table-in-use', `${name} is read, or being filled, by this release; it stays.`, { field: 'tables' });

/** @throws DomainError `view-busy` while somebody is at the view: a rollback would fill them */
async function forgetPrevious(client: Client, view: Projection): Promise<void> {
  if (!(await tryLockForNow(client, view.id)))
    throw conflict('view-busy', `Somebody is at ${view.service}.${view.name}; try again when that is done.`);
  const consumer = consumerBeside(view.id, 'previous');
  await client.query(`DELETE FROM ${checkpointsOf(view.service)} WHERE consumer = $1`, [consumer]);
  await new LetterStore(client, view.service).forget(consumer);
}

/** What was discarded stays so, if an older release should build its view again. */
async function forgetUnused(client: Client, service: string, tables: readonly string[]): Promise<void> {
  // A view is named like the table of its rows.
  await client.query(`DELETE FROM ${checkpointsOf(service)} WHERE split_part(consumer, '#', 1) = ANY ($1)`, [tables]);
  await new LetterStore(client, service).abandon(tables);
  await forgetActs(client, service, tables);
}
