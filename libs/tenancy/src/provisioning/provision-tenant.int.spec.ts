import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DEFAULT_SETTINGS } from '#libs/kernel';
import {
  asRole,
  INSTALLERS,
  makeReady,
  openService,
  provisioner,
  removeTenants,
  server,
  SERVICES,
  someTenant,
  superuser,
} from '../fixtures/installation.js';
import {
  isDatabaseTrouble,
  type LogInstaller,
  logHeads,
  provisionTenant,
  tenantsToUpgrade,
  upgradeTenant,
  withConnection,
} from '../index.js';
import { readSql, renderSql } from '../sql.js';
import { provisioningAlone } from './provisioner.js';
import { type Provisioning, STEPS } from './steps.js';

const tasks = openService('tasks');
beforeAll(makeReady);
afterAll(async () => {
  await tasks.close();
  await removeTenants();
});

/** A tenant works when a service can log in, keep tables, and see the heads of all logs. */
async function expectToWork(tenant: string): Promise<void> {
  await tasks.databases.forget(tenant);
  tasks.registry.forget();
  expect(await tasks.registry.get(tenant)).toMatchObject({ name: tenant, status: 'active' });
  const database = await tasks.databases.of(tenant);
  await database.pool.query('CREATE TABLE IF NOT EXISTS tasks.notes (id integer)');
  const heads = await logHeads(database);
  const logs = SERVICES.filter((service) => service !== 'links').sort();
  expect(heads.map(({ service }) => service)).toEqual(logs);
  expect(heads[0]).toEqual({ service: 'accounting', epoch: 1, position: 0, recordedAt: Date.UTC(2024, 0, 1) });
}

/** What a tenant is made of, as PostgreSQL tells it; only the passwords, whose salts are random, are left out. */
async function made(tenant: string): Promise<unknown> {
  return withConnection({ ...superuser, database: `tenant_${tenant}` }, async (client) => {
    const { rows } = await client.query(
      `SELECT (SELECT json_agg(json_build_array(nspname, nspowner::regrole, nspacl) ORDER BY nspname) FROM pg_namespace) AS schemas,
              (SELECT json_agg(json_build_array(oid::regclass::text, relacl) ORDER BY oid) FROM pg_class WHERE relnamespace > 16384) AS tables,
              (SELECT json_agg(json_build_array(oid::regprocedure, proacl)) FROM pg_proc WHERE pronamespace = 'aviary'::regnamespace) AS functions,
              (SELECT json_agg(json_build_array(rolname, setconfig) ORDER BY rolname) FROM pg_roles LEFT JOIN pg_db_role_setting ON setrole = pg_roles.oid
                WHERE rolname LIKE $1 || '\\_%') AS roles,
              (SELECT datacl FROM pg_database WHERE datname = current_database()) AS rights`,
      [tenant],
    );
    return rows[0];
  });
}

describe('provisioning a tenant', () => {
  test('makes one that services can work in', async () => {
    const tenant = someTenant();
    const settings = { ...DEFAULT_SETTINGS, asset: 'EUR', assetDecimals: 2 };
    const row = await provisionTenant(provisioner, { tenant, services: INSTALLERS, settings });
    expect(row).toEqual({
      ...{ name: tenant, database: `tenant_${tenant}`, host: null, port: null },
      ...{ partition: expect.any(Number), status: 'active', settings },
    });
    await expectToWork(tenant);
  });

  test('on a server of its own makes its roles and its database there', async () => {
    const tenant = someTenant();
    const elsewhere = { host: 'localhost', port: server.port };
    const row = await provisionTenant(provisioner, { tenant, services: INSTALLERS, server: elsewhere });
    expect(row).toMatchObject(elsewhere);
    await expectToWork(tenant);
    expect(await upgradeTenant(provisioner, tenant, INSTALLERS.slice(1))).toBe(true);
  });

  test('twice is the same as once', async () => {
    const tenant = someTenant();
    const first = await provisionTenant(provisioner, { tenant, services: INSTALLERS });
    const before = await made(tenant);
    const other = { ...DEFAULT_SETTINGS, asset: 'EUR' };
    expect(await provisionTenant(provisioner, { tenant, services: INSTALLERS, settings: other })).toEqual(first);
    expect(await made(tenant)).toEqual(before);
    await expectToWork(tenant);
  });

  test('by two at a time makes one tenant', async () => {
    const tenant = someTenant();
    const request = { tenant, services: INSTALLERS };
    const [one, two] = await Promise.all([
      provisionTenant(provisioner, request),
      provisionTenant(provisioner, request),
    ]);
    expect(one).toEqual(two);
    await expectToWork(tenant);
  });

  test('refuses a reserved name before anything is made', async () => {
    await expect(provisionTenant(provisioner, { tenant: 'www', services: INSTALLERS })).rejects.toMatchObject({
      code: 'reserved-tenant-name',
      field: 'name',
    });
    expect(await tasks.registry.find('www')).toBeUndefined();
  });

  test('without being made active leaves a tenant that nobody can use yet', async () => {
    const tenant = someTenant();
    await provisionTenant(provisioner, { tenant, services: INSTALLERS, activate: false });
    await expect(tasks.registry.get(tenant)).rejects.toMatchObject({ kind: 'unavailable', code: 'tenant-not-ready' });
    await provisionTenant(provisioner, { tenant, services: INSTALLERS });
    await expectToWork(tenant);
  });
});

const killConnection: LogInstaller['install'] = async (client) => {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  await withConnection(superuser, (killer) => killer.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]));
};

describe('after a kill', () => {
  const steps = Object.entries(STEPS);
  const kills = steps.map(([name], place) => ({ name, place }));

  test.each(kills)('before step $name, provisioning again ends the same', async ({ place }) => {
    const tenant = someTenant();
    await provisioningAlone(provisioner, async (control) => {
      const given = { settings: DEFAULT_SETTINGS, server: null, partitions: 12, services: INSTALLERS, activate: true };
      const provisioning: Provisioning = { ...given, provisioner, control, tenant };
      for (const [, step] of steps.slice(0, place)) await step(provisioning);
    });
    await provisionTenant(provisioner, { tenant, services: INSTALLERS });
    await expectToWork(tenant);
  });

  test('in the midst of a log, provisioning again ends the same', async () => {
    const tenant = someTenant();
    const killed = INSTALLERS.map((each) => (each.service === 'tasks' ? { ...each, install: killConnection } : each));
    const failure: unknown = await provisionTenant(provisioner, { tenant, services: killed }).catch(
      (error: unknown) => error,
    );
    expect(isDatabaseTrouble(failure)).toBe(true);
    await provisionTenant(provisioner, { tenant, services: INSTALLERS });
    await expectToWork(tenant);
  });
});

test('partitions are handed out in turn', async () => {
  await provisioningAlone(provisioner, async (control) => {
    await control.query('BEGIN');
    const given = { database: 'none', settings: '{}', host: '127.0.0.1', partitions: 5 };
    const before = await counts();
    for (let number = 1; number <= 10 + 5 * Math.max(...before); number += 1) {
      const row = { ...given, tenant: `turn-${number}`, port: number };
      await control.query(renderSql(readSql('tenant-registry-row'), row));
    }
    const after = await counts();
    expect(Math.max(...after) - Math.min(...after)).toBeLessThanOrEqual(1);
    await control.query('ROLLBACK');

    async function counts(): Promise<number[]> {
      const { rows } = await control.query<{ tenants: number }>(
        `SELECT count(name) AS tenants FROM generate_series(0, 4) AS number LEFT JOIN control.tenants ON "partition" = number GROUP BY number`,
      );
      return rows.map(({ tenants }) => tenants);
    }
  });
});

describe('upgrading a tenant', () => {
  const without = INSTALLERS.filter(({ service }) => service !== 'tasks');

  test('brings a service that is new, once', async () => {
    const tenant = someTenant();
    await provisionTenant(provisioner, { tenant, services: without });
    await expect(tasks.databases.of(tenant)).rejects.toMatchObject({ kind: 'unavailable' });
    expect(await tenantsToUpgrade(provisioner, INSTALLERS)).toContain(tenant);
    expect(await upgradeTenant(provisioner, tenant, INSTALLERS)).toBe(true);
    await expectToWork(tenant);
    expect(await upgradeTenant(provisioner, tenant, INSTALLERS)).toBe(false);
    expect(await tenantsToUpgrade(provisioner, INSTALLERS)).not.toContain(tenant);
  });

  test('brings a log whose version changed', async () => {
    const tenant = someTenant();
    await provisionTenant(provisioner, { tenant, services: INSTALLERS });
    const next = INSTALLERS.map((installer) => ({ ...installer, version: '2' }));
    expect(await upgradeTenant(provisioner, tenant, next)).toBe(true);
  });

  test('renews passwords when the master secret was changed', async () => {
    const tenant = someTenant();
    await provisionTenant(provisioner, { tenant, services: INSTALLERS });
    const renewed = {
      ...provisioner,
      secretOf: (service: string) => (service === 'tasks' ? 'renewed' : provisioner.secretOf(service)),
    };
    expect(await upgradeTenant(renewed, tenant, INSTALLERS)).toBe(true);
    await expect(
      withConnection(asRole(tenant, 'tasks', `tenant_${tenant}`), () => Promise.resolve()),
    ).rejects.toMatchObject({ code: '28P01' });
  });

  test.each([
    ['without its rights', '', false],
    ['of an earlier release', 'Aviary, shape of an earlier release', true],
  ])('mends a database that a copy has taken the place of, %s', async (_, comment, closed) => {
    const tenant = someTenant();
    await provisionTenant(provisioner, { tenant, services: INSTALLERS });
    const before = await made(tenant);
    const [database, copy] = [`tenant_${tenant}`, `copy_${tenant}`];
    const statements = [
      `ALTER DATABASE "${database}" RENAME TO "${copy}"`,
      `CREATE DATABASE "${database}" OWNER aviary_provisioner TEMPLATE "${copy}"`,
      `COMMENT ON DATABASE "${database}" IS '${comment}'`,
      `DROP DATABASE "${copy}"`,
      ...(closed ? [`REVOKE ALL ON DATABASE "${database}" FROM PUBLIC`] : []),
    ];
    await withConnection({ ...superuser, database: 'postgres' }, async (client) => {
      for (const statement of statements) await client.query(statement);
    });
    expect(await made(tenant)).not.toEqual(before);
    expect(await tenantsToUpgrade(provisioner, INSTALLERS)).toContain(tenant);
    expect(await upgradeTenant(provisioner, tenant, INSTALLERS)).toBe(true);
    expect(await made(tenant)).toEqual(before);
    await expectToWork(tenant);
    expect(await tenantsToUpgrade(provisioner, INSTALLERS)).not.toContain(tenant);
  });

  test('of nobody is refused', async () => {
    await expect(upgradeTenant(provisioner, 'nobody-here', INSTALLERS)).rejects.toMatchObject({
      kind: 'not-found',
      code: 'unknown-tenant',
    });
  });
});
