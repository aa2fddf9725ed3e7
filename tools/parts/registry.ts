import path from 'node:path';
import { registryUrl } from './addresses.js';
import { jvm } from './java.js';
import type { Part, PartContext } from './part.js';
import { host } from './free-port.js';
import { connect } from './postgres.js';

const database = 'apicurio';

/** That of `bootstrapCluster` in libs/tenancy; held until the connection ends. */
const PREPARING_LOCK = 20_250_002;

/** Gives the registry a database of its own, and a role that can do nothing elsewhere. */
async function makeDatabase(context: PartContext): Promise<void> {
  const client = await connect(context, 'postgres');
  try {
    // Whoever prepares the server at the same time closes all databases, which two cannot do at once.
    await client.query('select pg_advisory_lock($1)', [PREPARING_LOCK]);
    const password = client.escapeLiteral(context.home.secrets.registryPassword);
    const roles = await client.query('select from pg_roles where rolname = $1', [database]);
    await client.query(`${roles.rowCount ? 'alter' : 'create'} role ${database} login password ${password}`);
    const databases = await client.query('select from pg_database where datname = $1', [database]);
    if (!databases.rowCount) await client.query(`create database ${database} owner ${database}`);
    await client.query(`revoke connect on database ${database} from public`);
  } finally {
    await client.end();
  }
}

/** Apicurio Registry with its SQL storage; needs PostgreSQL to be up. */
export function registry(context: PartContext): Part {
  const { home, places, ports } = context;
  return {
    name: 'registry',
    title: 'the schema registry',
    stopSignal: 'SIGTERM',
    prepare: () => makeDatabase(context),
    command: () => ({
      executable: places.java,
      args: [...jvm('384m', places.registry, home.folder), '-jar', path.join(places.registry, 'quarkus-run.jar')],
      cwd: home.folder,
      env: {
        QUARKUS_HTTP_HOST: host,
        QUARKUS_HTTP_PORT: String(ports.registry),
        // Its management port cannot be switched off, and would be on all addresses.
        QUARKUS_MANAGEMENT_HOST: host,
        QUARKUS_MANAGEMENT_PORT: '0',
        QUARKUS_HTTP_ACCESS_LOG_ENABLED: 'false',
        APICURIO_STORAGE_KIND: 'sql',
        APICURIO_STORAGE_SQL_KIND: 'postgresql',
        APICURIO_DATASOURCE_URL: `jdbc:postgresql://${host}:${ports.postgres}/${database}`,
        APICURIO_DATASOURCE_USERNAME: database,
        APICURIO_DATASOURCE_PASSWORD: home.secrets.registryPassword,
        // Else it answers 500 after a restart of PostgreSQL, once for each connection it had.
        QUARKUS_DATASOURCE_POSTGRESQL_JDBC_VALIDATE_ON_BORROW: 'true',
        APICURIO_DATASOURCE_JDBC_INITIAL_SIZE: '2',
        APICURIO_DATASOURCE_JDBC_MIN_SIZE: '2',
        APICURIO_DATASOURCE_JDBC_MAX_SIZE: '10',
      },
    }),
    async ask() {
      const answer = await fetch(`${registryUrl(ports.registry)}/subjects`, { signal: AbortSignal.timeout(5_000) });
      if (!answer.ok) throw new Error(`it answers with HTTP status ${answer.status}`);
      await answer.arrayBuffer();
    },
  };
}
