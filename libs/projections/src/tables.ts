import type pg from 'pg';
import { type TenantDatabase } from '#libs/tenancy';
import { START } from './checkpoint.js';
import { checkpointsOf, checkpointsStatement, shapeOf, tableStatements } from './ddl.js';
import { type Projection } from './projection.js';
import { qualified, type Table } from './table.js';

type Client = Pick<pg.ClientBase, 'query'>;
/** All that is needed of a tenant's database. */
export type Database = Pick<TenantDatabase, 'pool' | 'transaction'>;

/** Making tables waits for another instance that is at it; longer than a query of a request may. */
const LOCK_TIMEOUT = '20s';

/**
 * Makes what is not there yet of the views' tables and checkpoints, in one tenant's database. Several instances may do
 * it at the same time. A view of which a table is gone begins anew, from the first event.
 *
 * @throws Error when a table was made from another definition of the same version
 */
export async function makeViews(
  database: Database,
  service: string,
  projections: readonly Projection[],
): Promise<void> {
  if (projections.length === 0 || (await isWhole(database.pool, service, projections))) return;
  await database.transaction(async (client) => {
    await client.query(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`);
    await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`aviary.views.${service}`]);
    const wanted = await incomplete(client, service, projections);
    const statements = [checkpointsStatement(service), ...wanted.flatMap(tablesOf).flatMap(making)];
    await client.query(statements.join(';\n'));
    await startCheckpoints(client, service, wanted);
  });
}

async function isWhole(pool: Client, service: string, projections: readonly Projection[]): Promise<boolean> {
  const { rowCount } = await pool.query(
    `SELECT FROM pg_attribute WHERE attrelid = to_regclass($1) AND attname = 'until_position'`,
    [checkpointsOf(service)],
  );
  return rowCount === 1 && (await incomplete(pool, service, projections)).length === 0;
}

const tablesOf = ({ table, lines }: Projection): Table[] => (lines ? [table, lines] : [table]);

function making(table: Table): string[] {
  return [
    `DROP TABLE IF EXISTS ${qualified(table)}`,
    ...tableStatements(table),
    `COMMENT ON TABLE ${qualified(table)} IS '${shapeOf(table)}'`,
  ];
}

/** The views of which a table is not there, or which have no checkpoint in one of their logs. */
async function incomplete(
  client: Client,
  service: string,
  projections: readonly Projection[],
): Promise<readonly Projection[]> {
  const shapes = await shapesOf(client, service, projections.flatMap(tablesOf));
  if (projections.every((one) => !shapes.has(one.table.name))) return projections;
  const { rows } = await client.query<{ consumer: string; source: string }>(
    `SELECT consumer, source FROM ${checkpointsOf(service)}`,
  );
  const started = new Set(rows.map(({ consumer, source }) => `${consumer}<${source}`));
  return projections.filter(
    (one) =>
      tablesOf(one).some(({ name }) => !shapes.has(name)) ||
      [...one.sources.keys()].some((source) => !started.has(`${one.id}<${source}`)),
  );
}

/** What the tables that are there were made from. */
async function shapesOf(client: Client, service: string, tables: readonly Table[]): Promise<Map<string, string>> {
  const { rows } = await client.query<{ name: string; shape: string | null }>(
    `SELECT c.relname AS name, obj_description(c.oid, 'pg_class') AS shape
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relname = ANY ($2)`,
    [service, tables.map(({ name }) => name)],
  );
  const shapes = new Map(rows.map(({ name, shape }) => [name, shape ?? '']));
  const other = tables.find((table) => shapes.has(table.name) && shapes.get(table.name) !== shapeOf(table));
  if (other)
    throw new Error(`${service}.${other.name} was made from another definition: a changed view needs a new version.`);
  return shapes;
}

async function startCheckpoints(client: Client, service: string, projections: readonly Projection[]): Promise<void> {
  const pairs = projections.flatMap(({ id, sources }) => [...sources.keys()].map((source) => [id, source] as const));
  await client.query(
    `INSERT INTO ${checkpointsOf(service)} (consumer, source, epoch, position)
     SELECT consumer, source, $3, $4 FROM unnest($1::text[], $2::text[]) AS p (consumer, source)
     ON CONFLICT (consumer, source) DO UPDATE SET epoch = excluded.epoch, position = excluded.position, until_position = NULL`,
    [pairs.map(([id]) => id), pairs.map(([, source]) => source), START.epoch, START.position],
  );
}
