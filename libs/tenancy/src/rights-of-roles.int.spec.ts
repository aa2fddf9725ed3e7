import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { logInstaller } from '#libs/event-store';
import { SERVICES_WITH_LOG as services } from '#libs/platform';
import { answer, answerOutside, DENIED } from './fixtures/answer.js';
import {
  asRole,
  makeReady,
  provisioner,
  provisionSystemTenant,
  removeTenants,
  someTenant,
  superuser,
} from './fixtures/installation.js';
import { REFUSED } from './fixtures/refused.js';
import { type Connection, provisionTenant } from './index.js';
import { provisioningAlone } from './provisioning/provisioner.js';

/** Two tenants as they are in an installation, with real logs. */
const [acme, other] = [someTenant(), someTenant()];
const database = `tenant_${acme}`;
const clients: pg.Client[] = [];
/** By service: its role in the tenant's database, and in the control database. */
const inside = new Map<string, pg.Client>();
const atControl = new Map<string, pg.Client>();
let root: pg.Client;

const connected = async (connection: Connection & { application_name?: string }): Promise<pg.Client> => {
  const client = new pg.Client(connection);
  await client.connect();
  clients.push(client);
  return client;
};
/** Somebody's neighbour: the next service. */
const after = (service: string): string =>
  services[(services.findIndex((it) => it === service) + 1) % services.length]!;
const intruder = (service: string) => ({
  ...{ tenant: acme, service, role: `${acme}_${service}`, neighbour: after(service), stranger: other },
});
const sorted = (texts: readonly string[]): string[] => [...texts].sort((a, b) => (a < b ? -1 : 1));
/** What a query says, a text for each row. */
const told = async (sql: string, values: unknown[] = []): Promise<string[]> =>
  sorted((await root.query<{ told: string }>(sql, values)).rows.map((row) => row.told));

beforeAll(async () => {
  await makeReady();
  await provisionSystemTenant();
  for (const tenant of [acme, other])
    await provisionTenant(provisioner, { tenant, services: services.map((it) => logInstaller(it)), activate: false });
  root = await connected({ ...superuser, database, application_name: 'the superuser of the spec' });
  for (const service of services) {
    inside.set(service, await connected(asRole(acme, service, database)));
    atControl.set(service, await connected(asRole(acme, service, 'aviary')));
  }
});

afterAll(async () => {
  await Promise.all(clients.map((client) => client.end()));
  await removeTenants();
});

describe.each(services)('the role of %s cannot', (service) => {
  const statements = Object.entries(REFUSED).flatMap(([what, of]) => of(intruder(service)).map((sql) => [what, sql]));

  test.each(statements)('%s: %s', async (_, sql = '') => {
    expect(await answer(inside.get(service)!, sql)).toBe(DENIED);
  });

  test.each([
    'CREATE DATABASE mine',
    `DROP DATABASE "${database}"`,
    'ALTER SYSTEM SET log_statement = "all"',
    "CREATE TABLESPACE mine LOCATION '/tmp'",
  ])('%s', async (sql) => {
    expect(await answerOutside(inside.get(service)!, sql)).toBe(DENIED);
  });

  test('give away what is not its own: the grant has no effect', async () => {
    const client = inside.get(service)!;
    const neighbour = inside.get(after(service))!;
    for (const sql of [
      `GRANT ALL ON ${service}_log.events TO PUBLIC`,
      `GRANT EXECUTE ON FUNCTION ${service}_log.append TO PUBLIC`,
      `GRANT ALL ON SCHEMA ${service} TO PUBLIC`,
      `GRANT ALL ON SCHEMA ${service}_log TO PUBLIC`,
    ])
      await client.query(sql).catch(() => undefined);
    expect(await answer(neighbour, `SELECT FROM ${service}_log.events`)).toBe(DENIED);
    expect(await answer(neighbour, `CREATE TABLE ${service}.notes (id integer)`)).toBe(DENIED);
  });

  test('connect to any database but its tenant’s and, for persons’ keys, the control database', async () => {
    // Not all there are: other specs make theirs at the same time, and close them a moment later.
    const open = await told(
      `SELECT datname AS told FROM pg_database WHERE datname = ANY ($2) AND has_database_privilege($1, oid, 'CONNECT')`,
      [`${acme}_${service}`, ['aviary', database, `tenant_${other}`, 'tenant_aviary', 'postgres', 'template1']],
    );
    expect(open).toEqual(['aviary', database]);
    const client = new pg.Client(asRole(acme, service, `tenant_${other}`));
    await expect(client.connect()).rejects.toMatchObject({ code: DENIED });
  });
});

describe('all rights there are, as the catalogue has them', () => {
  const PRIVILEGES = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN'];
  const OURS = `nspname !~ '^pg_' AND nspname <> 'information_schema'`;
  const LOG = ['checkpoints', 'epochs', 'events', 'head', 'idempotency_keys', 'reactions', 'relay', 'schemas'];
  const APPENDERS = [
    'append',
    'life',
    'open_epoch',
    'purge_idempotency_keys',
    'record_schemas',
    'relay_advance',
    'relay_compared',
    'relay_rewind',
    'remember_schema_id',
  ];

  test.each(services)('of %s on tables: to read its own log', async (service) => {
    const rights = await told(
      `SELECT format('%s %I.%I', privilege, nspname, relname) AS told
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, unnest($2::text[]) AS privilege
       WHERE ${OURS} AND relkind IN ('r', 'p', 'v', 'm', 'f')
         AND (has_table_privilege($1, c.oid, privilege)
           OR privilege IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES') AND has_any_column_privilege($1, c.oid, privilege))`,
      [`${acme}_${service}`, PRIVILEGES],
    );
    expect(rights).toEqual(LOG.map((table) => `SELECT ${service}_log.${table}`));
  });

  test.each(services)('of %s on functions: those of its own log, and to ask where logs end', async (service) => {
    const rights = await told(
      `SELECT format('%I.%I', nspname, proname) AS told FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
       WHERE ${OURS} AND has_function_privilege($1, p.oid, 'EXECUTE') AND has_schema_privilege($1, n.oid, 'USAGE')`,
      [`${acme}_${service}`],
    );
    expect(rights).toEqual(
      sorted(['aviary.log_epochs', 'aviary.log_heads', ...APPENDERS.map((name) => `${service}_log.${name}`)]),
    );
  });

  test.each(services)('of %s on schemas: to make things in its own', async (service) => {
    const rights = await told(
      `SELECT format('%s %I', privilege, nspname) AS told FROM pg_namespace, unnest('{USAGE,CREATE}'::text[]) AS privilege
       WHERE ${OURS} AND has_schema_privilege($1, oid, privilege)`,
      [`${acme}_${service}`],
    );
    expect(rights).toEqual(sorted([`CREATE ${service}`, `USAGE ${service}`, `USAGE ${service}_log`, 'USAGE aviary']));
  });

  test.each(services)(
    'of %s as a role: none but to log in, and no membership but for persons’ keys',
    async (service) => {
      const role = `${acme}_${service}`;
      const attributes = await told(
        `SELECT attribute AS told FROM pg_roles, jsonb_each_text(to_jsonb(pg_roles)) AS a (attribute, value)
       WHERE rolname = $1 AND value = 'true'`,
        [role],
      );
      expect(attributes).toEqual(['rolcanlogin']);
      const memberships = await told(
        `SELECT concat_ws(' ', g.rolname, CASE WHEN m.admin_option THEN 'admin' END, CASE WHEN m.set_option THEN 'set' END) AS told
       FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid JOIN pg_roles r ON r.oid = m.member WHERE r.rolname = $1`,
        [role],
      );
      const erasers = service === 'auth' ? ['aviary_person_key_erasers'] : [];
      expect(memberships).toEqual([...erasers, 'aviary_person_key_users']);
    },
  );

  test('every function that acts with its owner’s rights says where it looks for names, temporary ones last', async () => {
    const lax = await told(
      `SELECT format('%I.%I: %s', nspname, proname, array_to_string(proconfig, '; ')) AS told
       FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
       WHERE prosecdef AND NOT coalesce(array_to_string(proconfig, E'\\n') ~ '(^|\\n)search_path=[^\\n]*, pg_temp(\\n|$)', false)`,
    );
    expect(lax).toEqual([]);
  });
});

describe('persons’ keys', () => {
  const person = '0198a000-0000-7000-8000-000000000001';
  const wrapped = async (tenant: string): Promise<unknown> => {
    const sql = 'SELECT wrapped FROM control.person_keys WHERE tenant = $1 AND person_id = $2';
    const control = await connected({ ...superuser, database: 'aviary' });
    return (await control.query<{ wrapped: Buffer | null }>(sql, [tenant, person])).rows[0]?.wrapped;
  };

  test('of another tenant nobody gets, changes or erases', async () => {
    const theirs = await connected(asRole(other, 'auth', 'aviary'));
    const key = Buffer.from('the key of the other');
    await theirs.query('SELECT * FROM control.put_person_keys($1, $2)', [[person], [key]]);
    for (const client of atControl.values())
      expect((await client.query('SELECT * FROM control.person_keys($1)', [[person]])).rows).toEqual([]);
    await atControl.get('auth')!.query('SELECT control.erase_person_key($1)', [person]);
    expect(await wrapped(other)).toEqual(key);
    expect(await wrapped(acme)).toBeNull();
  });

  test.each(services)('%s reaches by functions only', async (service) => {
    const client = atControl.get(service)!;
    for (const sql of [
      'SELECT FROM control.person_keys',
      'SELECT FROM control.role_tenants',
      `UPDATE control.role_tenants SET tenant = '${other}'`,
      'SELECT control.session_tenant()',
      'SELECT FROM control.tenants',
      'SELECT FROM control.signing_keys',
      'CREATE TABLE control.notes (id integer)',
      'CREATE TEMPORARY TABLE role_tenants (role text, tenant text)',
      'CREATE SCHEMA mine',
      'SELECT FROM pg_authid',
      "SELECT pg_read_file('PG_VERSION')",
    ])
      expect([sql, await answer(client, sql)]).toEqual([sql, DENIED]);
    const erase = await answer(client, `SELECT control.erase_person_key('${person}')`);
    expect(erase).toBe(service === 'auth' ? 'ok' : DENIED);
  });

  test('are not given to who puts a table of the same name before ours', async () => {
    // Who provisions grants on the same database, and two at a time fail: both change its one row of the catalogue.
    const alone = (sql: string) => provisioningAlone(provisioner, () => root.query(sql));
    await alone(`GRANT TEMPORARY ON DATABASE aviary TO "${acme}_tasks"`);
    try {
      const client = await connected(asRole(acme, 'tasks', 'aviary'));
      await client.query(`
        CREATE TEMPORARY TABLE role_tenants AS SELECT '${acme}_tasks'::text AS role, '${other}'::text AS tenant;
        CREATE TEMPORARY TABLE person_keys AS
          SELECT '${other}'::text AS tenant, '${person}'::uuid AS person_id, 'mine'::bytea AS wrapped;
        CREATE FUNCTION pg_temp.session_tenant() RETURNS text LANGUAGE sql AS 'SELECT ''${other}''';
        SET search_path = pg_temp, control, pg_catalog`);
      const { rows } = await client.query('SELECT person_id, wrapped FROM control.person_keys($1)', [[person]]);
      expect(rows).toEqual([{ person_id: person, wrapped: null }]);
    } finally {
      await alone(`REVOKE TEMPORARY ON DATABASE aviary FROM "${acme}_tasks"`);
    }
  });
});
