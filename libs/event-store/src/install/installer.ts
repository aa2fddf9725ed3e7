import { type LogInstaller } from '#libs/tenancy';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { logSchema } from '../append/tenant-log.js';
import { grantsFor } from './grants.js';

/** In this order: tables first, functions read them. */
const FILES = [
  'tables',
  'refuse-change',
  'append',
  'record-schemas',
  'remember-schema-id',
  'relay-advance',
  'relay-rewind',
  'life',
  'relay-compared',
  'open-epoch',
  'purge-idempotency-keys',
] as const;

const texts = FILES.map((file) => readFileSync(new URL(`../sql/${file}.sql`, import.meta.url), 'utf8'));

/** Changes with the SQL, so that an upgrade knows what it can leave out. */
const VERSION = createHash('sha256').update(texts.join('\n')).update(grantsFor('', '')).digest('hex').slice(0, 16);

/**
 * Makes or upgrades the log of a service in a tenant's database. What is there stays: tables are made if they are
 * missing, functions are replaced. It runs in the open transaction of whoever calls it, as the role that will own the log.
 */
export function logInstaller(service: string): LogInstaller {
  const schema = logSchema(service);
  return {
    service,
    hasLog: true,
    version: VERSION,
    async install(client, { serviceRole }) {
      const { rows } = await client.query<{ before: string }>(`SELECT current_setting('search_path') AS before`);
      // The functions keep this path (SET … FROM CURRENT); pg_temp last, so that nobody's temporary table comes first.
      await client.query(`SET LOCAL search_path = "${schema}", pg_temp`);
      for (const text of texts) await client.query(text);
      await client.query(grantsFor(schema, serviceRole));
      await client.query(`SELECT set_config('search_path', $1, true)`, [rows[0]?.before]);
    },
  };
}
