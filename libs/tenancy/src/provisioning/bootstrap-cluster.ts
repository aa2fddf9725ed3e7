import { type Connection, withConnection } from '../connection.js';
import { CONTROL_DATABASE } from '../names.js';
import { scramVerifier } from '../scram.js';
import { readSql, renderSql } from '../sql.js';
import { PROVISIONER_ROLE, provisionerOf, provisionerPassword } from './provisioner.js';

/** Any number that no other advisory lock of that database uses. */
const BOOTSTRAP_LOCK = 20_250_002;

/**
 * Makes a server Aviary's: the provisioner's role, the control database, and no database that is open to everybody. Only
 * this needs a superuser. It may be run again at any time; then it renews the provisioner's password.
 *
 * @param superuser a connection to any database of the server
 * @param master the installation's master secret
 */
export async function bootstrapCluster(superuser: Connection, master: string): Promise<void> {
  const password = await scramVerifier(provisionerPassword(provisionerOf(superuser, master)));
  await withConnection(superuser, async (client) => {
    // Held until the connection ends: two at a time would disturb each other.
    await client.query('SELECT pg_advisory_lock($1)', [BOOTSTRAP_LOCK]);
    await client.query(renderSql(readSql('cluster-provisioner'), { password }));
    const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [CONTROL_DATABASE]);
    if (found.rowCount === 0) await client.query(createDatabase(CONTROL_DATABASE));
    await client.query(readSql('cluster-close'));
  });
}

/**
 * The statement that makes a database. Text sorts by code point, by rules built into PostgreSQL: those of the operating
 * system change with its version, and then every index on text is wrong.
 */
export function createDatabase(name: string): string {
  return renderSql(
    `CREATE DATABASE :"name" OWNER :"owner" TEMPLATE template0 ENCODING 'UTF8'
       LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LC_COLLATE 'C' LC_CTYPE 'C'`,
    { name, owner: PROVISIONER_ROLE },
  );
}
