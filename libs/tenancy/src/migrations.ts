import { type DataSource, type MigrationInterface } from 'typeorm';
import type pg from 'pg';

/** A TypeORM migration; its name ends in the time it was written at, which gives their order. */
export type MigrationClass = new () => MigrationInterface;

/** In the service's schema: which migrations it has seen. */
export const MIGRATIONS_TABLE = 'migrations';

const UNDEFINED_TABLE = '42P01';
/** Another process may be migrating the same database, which may take its time. */
const PATIENCE = '120s';

async function done(pool: pg.Pool, schema: string): Promise<Set<string>> {
  try {
    const { rows } = await pool.query<{ name: string }>(`SELECT name FROM "${schema}"."${MIGRATIONS_TABLE}"`);
    return new Set(rows.map(({ name }) => name));
  } catch (error) {
    if ((error as { code?: string }).code === UNDEFINED_TABLE) return new Set();
    throw error;
  }
}

/**
 * Runs the migrations a tenant's schema has not seen, all in one transaction, and by one process at a time. When there is
 * nothing to do it costs one query.
 */
export async function migrate(dataSource: DataSource, pool: pg.Pool, schema: string): Promise<void> {
  const names = dataSource.migrations.map((migration) => migration.name ?? migration.constructor.name);
  if (names.length === 0) return;
  const seen = await done(pool, schema);
  if (names.every((name) => seen.has(name))) return;
  const client = await pool.connect();
  try {
    await client.query(`SET lock_timeout = '${PATIENCE}'; SET statement_timeout = '${PATIENCE}'`);
    await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [`aviary.migrations.${schema}`]);
    await dataSource.runMigrations({ transaction: 'all' });
  } finally {
    // Closing the connection gives up the lock and forgets the settings.
    client.release(true);
  }
}
