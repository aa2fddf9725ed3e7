import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cuttable } from './fixtures/cuttable-server.js';
import { eventually } from './fixtures/eventually.js';
import {
  asRole,
  INSTALLERS,
  makeReady,
  openService,
  provisioner,
  provisionSystemTenant,
  removeTenants,
  server,
  someTenant,
} from './fixtures/installation.js';
import { provisionTenant, withConnection } from './index.js';

const acme = someTenant();
const tasks = openService('tasks');

function change(sql: string): Promise<unknown> {
  return withConnection(asRole('aviary', 'tenants', 'aviary'), (client) => client.query(sql, [acme]));
}

beforeAll(async () => {
  await makeReady();
  await provisionSystemTenant();
  await provisionTenant(provisioner, { tenant: acme, services: INSTALLERS });
});
afterAll(async () => {
  await tasks.close();
  await removeTenants();
});

describe('the registry', () => {
  test('knows a tenant that was made just now, also right after it was asked in vain', async () => {
    const fresh = someTenant();
    await expect(tasks.registry.get(fresh)).rejects.toMatchObject({ kind: 'not-found', code: 'unknown-tenant' });
    await provisionTenant(provisioner, { tenant: fresh, services: INSTALLERS });
    expect(await tasks.registry.get(fresh)).toMatchObject({ name: fresh, status: 'active' });
  });

  test('knows that a tenant is ready, also right after it told that it is being made', async () => {
    await change(`UPDATE control.tenants SET status = 'provisioning' WHERE name = $1`);
    tasks.registry.forget();
    await expect(tasks.registry.get(acme)).rejects.toMatchObject({ kind: 'unavailable', code: 'tenant-not-ready' });
    await change(`UPDATE control.tenants SET status = 'active' WHERE name = $1`);
    expect(await tasks.registry.get(acme)).toMatchObject({ name: acme, status: 'active' });
  });

  test('lists active tenants; the system tenant only when asked for', async () => {
    const listed = (await tasks.registry.list()).map(({ name }) => name);
    expect(listed).toContain(acme);
    expect(listed).not.toContain('aviary');
    expect((await tasks.registry.list({ system: true })).map(({ name }) => name)).toContain('aviary');
    expect(await tasks.registry.get('aviary')).toMatchObject({ database: 'aviary' });
  });

  test('sees within a second what others change', async () => {
    await change(`UPDATE control.tenants SET settings = settings || '{"asset": "EUR"}' WHERE name = $1`);
    await eventually(async () => (await tasks.registry.get(acme)).settings.asset === 'EUR');
  });

  test('refuses a suspended tenant, and does not list it', async () => {
    await change(`UPDATE control.tenants SET status = 'suspended' WHERE name = $1`);
    tasks.registry.forget();
    await expect(tasks.registry.get(acme)).rejects.toMatchObject({ kind: 'forbidden', code: 'tenant-suspended' });
    expect((await tasks.registry.list()).map(({ name }) => name)).not.toContain(acme);
    await change(`UPDATE control.tenants SET status = 'active' WHERE name = $1`);
    tasks.registry.forget();
    expect((await tasks.registry.get(acme)).status).toBe('active');
  });

  test('still knows what it knew while the control database is away', async () => {
    const line = await cuttable(server);
    const { registry, close } = openService('tasks', {}, { AVIARY_POSTGRES_PORT: String(line.port) });
    expect((await registry.get(acme)).name).toBe(acme);
    await line.cut();
    registry.forget();
    expect((await registry.get(acme)).name).toBe(acme);
    await close();
  });

  test('that never could be read says so', async () => {
    const line = await cuttable(server);
    const { registry, close } = openService('tasks', {}, { AVIARY_POSTGRES_PORT: String(line.port) });
    await line.cut();
    await expect(registry.get(acme)).rejects.toMatchObject({ kind: 'unavailable', code: 'database-unavailable' });
    await close();
  });
});
