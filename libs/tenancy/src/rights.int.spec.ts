import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { answer, DENIED } from './fixtures/answer.js';
import {
  asRole,
  makeReady,
  provisioned,
  provisioner,
  provisionSystemTenant,
  removeTenants,
  SERVICES,
  someTenant,
  superuser,
} from './fixtures/installation.js';
import { type Connection } from './index.js';
import { asProvisioner } from './provisioning/provisioner.js';

const acme = someTenant();
const other = someTenant();
const clients: pg.Client[] = [];

async function connected(connection: Connection): Promise<pg.Client> {
  const client = new pg.Client(connection);
  await client.connect();
  clients.push(client);
  return client;
}

beforeAll(async () => {
  await makeReady();
  await provisionSystemTenant();
  for (const tenant of [acme, other]) await provisioned(tenant);
});

afterAll(async () => {
  await Promise.all(clients.map((client) => client.end()));
  await removeTenants();
});

describe('the role of a service in its tenant’s database', () => {
  let tasks: pg.Client;
  beforeAll(async () => {
    tasks = await connected(asRole(acme, 'tasks', `tenant_${acme}`));
  });

  test.each([
    'SELECT * FROM tasks_log.events',
    'SELECT * FROM aviary.log_heads()',
    'CREATE TABLE tasks.notes (id integer)',
    'CREATE TABLE notes (id integer)',
    'CREATE FUNCTION tasks.one() RETURNS integer LANGUAGE sql RETURN 1',
  ])('may %s', async (sql) => {
    expect(await answer(tasks, sql)).toBe('ok');
  });

  test.each([
    ...[
      'INSERT INTO tasks_log.events VALUES (1)',
      'UPDATE tasks_log.events SET "position" = 2',
      'DELETE FROM tasks_log.events',
    ],
    ...['TRUNCATE tasks_log.events', 'DROP TABLE tasks_log.events', 'ALTER TABLE tasks_log.events ADD x integer'],
    ...['UPDATE tasks_log.head SET epoch = 9', 'CREATE TABLE tasks_log.notes (id integer)'],
    ...[
      'DROP SCHEMA tasks CASCADE',
      'ALTER SCHEMA tasks RENAME TO mine',
      'DROP SCHEMA tasks_log CASCADE',
      'CREATE SCHEMA mine',
    ],
    ...[
      'SELECT * FROM accounting_log.events',
      'CREATE TABLE accounting.notes (id integer)',
      'SELECT * FROM auth_log.head',
    ],
    ...[
      'CREATE TABLE public.notes (id integer)',
      'CREATE TEMPORARY TABLE notes (id integer)',
      'CREATE TABLE aviary.notes (id integer)',
    ],
    ...['DROP FUNCTION aviary.log_heads()', 'CREATE FUNCTION aviary.mine() RETURNS integer LANGUAGE sql RETURN 1'],
    ...[
      `SET ROLE "${acme}_owner"`,
      `SET ROLE "${acme}_auth"`,
      `SET SESSION AUTHORIZATION "${acme}_auth"`,
      'SET ROLE aviary_person_key_users',
    ],
    ...['CREATE ROLE mine', `ALTER ROLE "${acme}_tasks" SUPERUSER`, `GRANT "${acme}_owner" TO "${acme}_tasks"`],
    ...['CREATE EXTENSION file_fdw', `COPY (SELECT 1) TO PROGRAM 'true'`, `SELECT pg_read_file('PG_VERSION')`],
    `ALTER DATABASE "tenant_${acme}" OWNER TO "${acme}_tasks"`,
  ])('may not %s', async (sql) => {
    expect(await answer(tasks, sql)).toBe(DENIED);
  });

  test('may not drop the database', async () => {
    await expect(tasks.query(`DROP DATABASE "tenant_${acme}"`)).rejects.toMatchObject({ code: DENIED });
  });

  test('works under limits of time', async () => {
    const { rows } = await tasks.query(
      `SELECT name, setting FROM pg_settings WHERE name IN ('lock_timeout', 'statement_timeout',
         'idle_in_transaction_session_timeout', 'TimeZone', 'search_path') ORDER BY name COLLATE "C"`,
    );
    expect(rows.map(({ name, setting }) => [name, setting])).toEqual([
      ['TimeZone', 'UTC'],
      ['idle_in_transaction_session_timeout', '5000'],
      ['lock_timeout', '2000'],
      ['search_path', 'tasks'],
      ['statement_timeout', '30000'],
    ]);
  });
});

describe('the role of a service connects', () => {
  test.each([
    [`tenant_${acme}`, 'ok'],
    ['aviary', 'ok'],
    [`tenant_${other}`, DENIED],
    ['postgres', DENIED],
    ['template1', DENIED],
  ])('to %s: %s', async (database, expected) => {
    const client = new pg.Client(asRole(acme, 'tasks', database));
    const said = await client.connect().then(
      () => 'ok',
      (error: pg.DatabaseError) => error.code,
    );
    await client.end();
    expect(said).toBe(expected);
  });

  test('the owner of a tenant not at all', async () => {
    const client = new pg.Client({ ...asRole(acme, 'tasks', `tenant_${acme}`), user: `${acme}_owner` });
    await expect(client.connect()).rejects.toMatchObject({ code: expect.stringMatching(/^28/) });
  });
});

describe('the role of a tenant’s service in the control database', () => {
  let tasks: pg.Client;
  beforeAll(async () => {
    tasks = await connected(asRole(acme, 'tasks', 'aviary'));
  });

  test.each(['SELECT * FROM control.person_keys(ARRAY[gen_random_uuid()])'])('may %s', async (sql) => {
    expect(await answer(tasks, sql)).toBe('ok');
  });

  test.each([
    ...[
      'tenants',
      'signing_keys',
      'cursors',
      'behind',
      'undecodable',
      'reship_requests',
      'witnesses',
      'leases',
      'role_tenants',
      'person_keys',
    ].map((table) => `SELECT * FROM control.${table}`),
    ...[
      'SELECT control.session_tenant()',
      'SELECT control.erase_person_key(gen_random_uuid())',
      'SELECT * FROM aviary.log_heads()',
    ],
    ...[
      'CREATE TABLE control.notes (id integer)',
      'CREATE TABLE public.notes (id integer)',
      'CREATE TEMPORARY TABLE notes (id integer)',
    ],
    ...['CREATE SCHEMA mine', 'SELECT * FROM tasks_log.head', 'CREATE TABLE tasks.notes (id integer)'],
  ])('may not %s', async (sql) => {
    expect(await answer(tasks, sql)).toBe(DENIED);
  });

  test('only where persons are registered may their keys be erased', async () => {
    const auth = await connected(asRole(acme, 'auth', 'aviary'));
    expect(await answer(auth, 'SELECT control.erase_person_key(gen_random_uuid())')).toBe('ok');
  });
});

/** Statements on the control tables, and the services that may run them. */
const SHARED = ['cursors', 'behind', 'undecodable', 'reship_requests', 'witnesses', 'leases'];
const CONTROL: readonly [sql: string, services: readonly string[]][] = [
  ['SELECT * FROM control.tenants', SERVICES],
  [`UPDATE control.tenants SET settings = settings, settings_position = 1 WHERE name = 'nobody'`, ['tenants']],
  [`UPDATE control.tenants SET status = 'suspended' WHERE name = 'nobody'`, ['tenants']],
  [`UPDATE control.tenants SET "partition" = 3 WHERE name = 'nobody'`, []],
  [`UPDATE control.tenants SET "database" = 'x' WHERE name = 'nobody'`, []],
  [`DELETE FROM control.tenants WHERE name = 'nobody'`, []],
  [`INSERT INTO control.tenants SELECT * FROM control.tenants LIMIT 0`, []],
  ['SELECT * FROM control.signing_keys', ['auth']],
  [`UPDATE control.signing_keys SET retired_at = now() WHERE kid = 'none'`, ['auth']],
  ...SHARED.map((table): [string, readonly string[]] => [`SELECT * FROM control.${table}`, SERVICES]),
  ...SHARED.map((table): [string, readonly string[]] => [`DELETE FROM control.${table} WHERE false`, SERVICES]),
  ...SHARED.map((table): [string, readonly string[]] => [`TRUNCATE control.${table}`, []]),
  ['SELECT * FROM control.person_keys', []],
  ['SELECT * FROM control.role_tenants', []],
  ['CREATE TABLE control.notes (id integer)', []],
  ['CREATE TEMPORARY TABLE notes (id integer)', []],
  ['SET ROLE aviary_control', []],
];

describe('the roles of the services in the control database', () => {
  const roles = new Map<string, pg.Client>();
  beforeAll(async () => {
    for (const service of SERVICES) roles.set(service, await connected(asRole('aviary', service, 'aviary')));
  });

  test.each(CONTROL)('%s: %j', async (sql, services) => {
    for (const [service, client] of roles) {
      expect([service, await answer(client, sql)]).toEqual([service, services.includes(service) ? 'ok' : DENIED]);
    }
  });
});

describe('the provisioner', () => {
  test.each([
    ...[
      `SELECT pg_read_file('PG_VERSION')`,
      `COPY (SELECT 1) TO PROGRAM 'true'`,
      'ALTER ROLE aviary_provisioner SUPERUSER',
    ],
    ...['CREATE ROLE mine SUPERUSER', `ALTER ROLE ${superuser.user} PASSWORD 'x'`, 'SELECT * FROM pg_authid'],
  ])('may not %s', async (sql) => {
    await asProvisioner(provisioner, 'aviary', async (client) => expect(await answer(client, sql)).toBe(DENIED));
  });
});

test('neither our databases nor those every server has are open to everybody', async () => {
  const client = await connected(superuser);
  const { rows } = await client.query(
    `SELECT datname FROM pg_database
      WHERE datname = ANY ($1)
        AND EXISTS (SELECT FROM aclexplode(coalesce(datacl, acldefault('d', datdba))) AS held WHERE grantee = 0)`,
    [['postgres', 'template1', 'aviary', `tenant_${acme}`]],
  );
  expect(rows).toEqual([]);
});
