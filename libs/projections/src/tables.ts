import type pg from 'pg';
import { logHeads, type TenantDatabase } from '#libs/tenancy';
import { beside, tablesOf } from './beside.js';
import { checkpointsOf, checkpointsStatement, NEWEST_COLUMN, shapeOf } from './ddl.js';
import { type Projection } from './projection.js';
import { rebuildsOf, rebuildsStatement } from './rebuild/rebuild-rows.js';
import { beginViews } from './refold.js';
import { type Table } from './table.js';

type Client = Pick<pg.ClientBase, 'query'>;
/** All that is needed of a tenant's database. */
export type Database = Pick<TenantDatabase, 'tenant' | 'pool' | 'transaction'>;

/** Making tables waits for another instance that is at it; longer than a query of a request may. */
const LOCK_TIMEOUT = '20s';

/**
 * Makes what is not there yet of the views' tables and checkpoints, in one tenant's database. Several instances may do
 * it at the same time. A view of which a table is gone begins anew, from the first event; there is nothing to be read of it
 * until it has got to where its logs end now.
 *
 * @throws Error when a table was made from another definition of the same version
 */
export async function makeViews(
  database: Database,
  service: string,
  projections: readonly Projection[],
): Promise<void> {
  if (projections.length === 0 || (await isWhole(database.pool, service, projections))) return;
  const heads = new Map((await logHeads(database)).map(({ service: source, position }) => [source, position]));
  await database.transaction(async (client) => {
    await client.query(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`);
    await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`aviary.views.${service}`]);
    await client.query([checkpointsStatement(service), rebuildsStatement(service)].join(';\n'));
    await beginViews(client, await incomplete(client, service, projections), heads);
  });
}

async function isWhole(pool: Client, service: string, projections: readonly Projection[]): Promise<boolean> {
  const { rows } = await pool.query<{ there: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass($1) AND attname = $3)
        AND to_regclass($2) IS NOT NULL AS there`,
    [checkpointsOf(service), rebuildsOf(service), NEWEST_COLUMN],
  );
  return rows[0]?.there === true && (await incomplete(pool, service, projections)).length === 0;
}

/** The views of which a table is not there, or which have no checkpoint in one of their logs. */
async function incomplete(
  client: Client,
  service: string,
  projections: readonly Projection[],
): Promise<readonly Projection[]> {
  const known = await shapesOf(client, service, projections);
  const { rows } = await client.query<{ consumer: string; source: string; refolding: boolean }>(
    `SELECT consumer, source, until_position IS NOT NULL AS refolding FROM ${checkpointsOf(service)}`,
  );
  const started = new Set(rows.map(({ consumer, source }) => `${consumer}<${source}`));
  const refolding = new Set(rows.filter((row) => row.refolding).map(({ consumer }) => consumer));
  const lacks = (one: Projection): boolean => {
    const written = refolding.has(one.id) ? beside(one, 'refold') : one;
    const tables = tablesOf(written).every(({ name }) => known.has(name));
    return !tables || [...one.sources.keys()].some((source) => !started.has(`${one.id}<${source}`));
  };
  return projections.filter(lacks);
}

/** The tables that are there, by name. */
async function shapesOf(
  client: Client,
  service: string,
  projections: readonly Projection[],
): Promise<ReadonlySet<string>> {
  const shapes = new Map(projections.flatMap(definitions));
  const { rows } = await client.query<{ name: string; shape: string | null }>(
    `SELECT c.relname AS name, obj_description(c.oid, 'pg_class') AS shape
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relname = ANY ($2)`,
    [service, [...shapes.keys()]],
  );
  const other = rows.find(({ name, shape }) => shape !== shapes.get(name));
  if (other)
    throw new Error(`${service}.${other.name} was made from another definition: a changed view needs a new version.`);
  return new Set(rows.map(({ name }) => name));
}

/** What the tables that a view is folded into live have to be made from. */
function definitions(view: Projection): [string, string][] {
  const shapes = (tables: readonly Table[]): [string, string][] =>
    tables.map(({ name }, place) => [name, shapeOf(tablesOf(view)[place] as Table)]);
  return [...shapes(tablesOf(view)), ...shapes(tablesOf(beside(view, 'refold')))];
}
