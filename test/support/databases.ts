import pg from 'pg';
import { type Installation } from './installation.js';
import { readParts } from './parts-record.js';

/** By `<database>.<schema>.<table>`: its rows as text, in which bytes are hexadecimal digits. */
export type Tables = ReadonlyMap<string, readonly string[]>;

/** Runs the work in a database of the installation, as the superuser. */
export async function inDatabase<T>(
  { home }: Pick<Installation, 'home'>,
  database: string,
  work: (client: pg.Pool) => Promise<T>,
): Promise<T> {
  const { postgres, secrets } = readParts(home);
  const { host, port, superuser: user } = postgres;
  const pool = new pg.Pool({ host, port, user, password: secrets.postgresPassword, database, max: 2 });
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
}

/** Every row of every table of every database. */
export async function allTables(aviary: Pick<Installation, 'home'>): Promise<Tables> {
  const tables = new Map<string, readonly string[]>();
  for (const database of await databasesOf(aviary))
    await inDatabase(aviary, database, async (pool) => {
      for (const name of await tablesOf(pool)) {
        const { rows } = await pool.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t ORDER BY 1`);
        tables.set(
          `${database}.${name}`,
          rows.map(({ row }) => row),
        );
      }
    });
  return tables;
}

export async function databasesOf(aviary: Pick<Installation, 'home'>): Promise<string[]> {
  return await inDatabase(aviary, 'postgres', async (pool) => {
    const { rows } = await pool.query<{ name: string }>(
      'SELECT datname AS name FROM pg_database WHERE datallowconn ORDER BY 1',
    );
    return rows.map(({ name }) => name);
  });
}

async function tablesOf(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT format('%I.%I', nspname, relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE relkind IN ('r', 'm') AND nspname <> 'information_schema' AND nspname !~ '^pg_' ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}
