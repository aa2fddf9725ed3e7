import { describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { SERVICES_WITH_LOG } from '#libs/platform';
import { cloneTenant, dropTenant, openConnections } from './database/clone.js';
import { asSuperuser, superuser } from './database/superuser.js';
import { readyTemplate } from './database/template.js';
import { testDatabase } from './test-database.js';
import { until } from './until.js';

const fill = async (client: pg.Client) => void (await client.query('CREATE TABLE tasks.words AS SELECT 1 AS word'));
const database = testDatabase({ template: { name: 'with a word', fill }, settings: { asset: 'SEED' } });
const { tenant } = database;

describe('a test database', () => {
  test('is a copy of its template', async () => {
    const { rows } = await database.asSuperuser((client) => client.query('SELECT word FROM tasks.words'));
    expect(rows).toEqual([{ word: 1 }]);
  });

  test('has the roles of a tenant, with their settings', async () => {
    const { pool } = await database.as('tasks');
    const { rows } = await pool.query(
      `SELECT current_user AS role, current_setting('search_path') AS path, current_setting('lock_timeout') AS patience`,
    );
    expect(rows).toEqual([{ role: `${tenant}_tasks`, path: 'tasks', patience: '2s' }]);
  });

  test('lets a role read its log and write its tables, but nothing else', async () => {
    const { pool } = await database.as('tasks');
    await pool.query('CREATE TABLE tasks.mine (id int)');
    expect((await pool.query('SELECT position FROM tasks_log.head')).rows).toEqual([{ position: 0 }]);
    await expect(pool.query('SELECT * FROM accounting_log.head')).rejects.toThrow('permission denied');
    await expect(pool.query('DELETE FROM tasks_log.head')).rejects.toThrow('permission denied');
  });

  test('is known to the registry, but nobody works in it unasked', async () => {
    const { rows } = await asSuperuser(
      (client) =>
        client.query(`SELECT status, settings->>'asset' AS asset FROM control.tenants WHERE name = $1`, [tenant]),
      'aviary',
    );
    expect(rows).toEqual([{ status: 'provisioning', asset: 'SEED' }]);
  });

  test('tells a connection that somebody has left open', async () => {
    const leak = new pg.Client({ ...superuser(`tenant_${tenant}`), application_name: 'forgotten' });
    await leak.connect();
    await leak.query('SELECT 1 AS last');
    const told = async () => (await openConnections(tenant)).filter((one) => one.includes('forgotten'));
    expect(await told()).toEqual(['postgres (forgotten): SELECT 1 AS last']);
    await leak.end();
    await until(async () => (await told()).length === 0, { what: 'the connection closed' });
  });

  test('leaves nothing when it is dropped', async () => {
    const other = `${tenant}-x`;
    const left = async () => {
      const { rows } = await asSuperuser(
        (client) =>
          client.query(
            `SELECT (SELECT count(*)::int FROM pg_database WHERE datname = 'tenant_' || $1) AS databases,
                    (SELECT count(*)::int FROM pg_roles WHERE starts_with(rolname, $1 || '_')) AS roles,
                    (SELECT count(*)::int FROM control.tenants WHERE name = $1) AS tenants,
                    (SELECT count(*)::int FROM control.role_tenants WHERE tenant = $1) AS keepers`,
            [other],
          ),
        'aviary',
      );
      return rows[0];
    };
    await cloneTenant(await readyTemplate(undefined), { tenant: other, settings: {}, partition: 3, status: 'active' });
    const services = SERVICES_WITH_LOG.length;
    expect(await left()).toEqual({ databases: 1, roles: services + 1, tenants: 1, keepers: services });
    await dropTenant(other);
    expect(await left()).toEqual({ databases: 0, roles: 0, tenants: 0, keepers: 0 });
  });
});
