import type pg from 'pg';
import { type TenantDatabase } from '#libs/tenancy';

const LOCK_TIMEOUT = '20s';

/** What a service has set aside, in the tenant's database. Its role makes it and owns it, like its checkpoints. */
export const lettersOf = (service: string): string => `"${service}"."dead_letters"`;

const statement = (service: string): string => `CREATE TABLE IF NOT EXISTS ${lettersOf(service)} (
  id uuid NOT NULL,
  consumer text NOT NULL,
  source text NOT NULL,
  key text NOT NULL,
  epoch integer NOT NULL,
  position bigint NOT NULL,
  event_id uuid NOT NULL,
  event text NOT NULL,
  stream_id text NOT NULL,
  record bytea NOT NULL,
  state text NOT NULL CHECK (state IN ('poison', 'queued', 'discarded')),
  reason text,
  attempts integer NOT NULL,
  parked_at timestamptz NOT NULL,
  announced boolean NOT NULL DEFAULT false,
  discarded_by text,
  discarded_at timestamptz,
  discarded_why text,
  PRIMARY KEY (consumer, key, event_id)
);
CREATE INDEX IF NOT EXISTS dead_letters_key ON ${lettersOf(service)} (consumer, source, key, position);
CREATE INDEX IF NOT EXISTS dead_letters_id ON ${lettersOf(service)} (id)`;

const made = new WeakMap<object, Promise<void>>();

type Database = Pick<TenantDatabase, 'pool' | 'transaction'>;

/** Makes the table if it is not there, once for each database that is opened. Several instances may do it at once. */
export function makeLetterTable(database: Database, service: string): Promise<void> {
  let making = made.get(database);
  if (!making) {
    making = make(database, service);
    made.set(database, making);
    making.catch(() => made.delete(database));
  }
  return making;
}

async function make(database: Database, service: string): Promise<void> {
  const found = await database.pool.query<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [
    lettersOf(service),
  ]);
  if (found.rows[0]?.there) return;
  await database.transaction(async (client: pg.ClientBase) => {
    await client.query(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`);
    await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`aviary.dead-letters.${service}`]);
    await client.query(statement(service));
  });
}
