import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { type CommandContext, EventLog } from '#libs/event-store';
import { DEFAULT_SETTINGS } from '#libs/kernel';
import { provisionTenant } from '#libs/tenancy';
import { expectProblem, until } from '#libs/testing';
import { Installation } from '../application/installation.js';
import { ProvisionTenant } from '../application/provision-tenant.js';
import { RegistryRow } from '../application/registry-row.js';
import { runningTenants } from '../fixtures/running-tenants.js';

const tenants = runningTenants();
const PATH = '/api/tenants';

interface TenantBody {
  name: string;
  status: string;
  partition: number;
  settings: Record<string, unknown>;
}

async function facts(tenant: string): Promise<unknown[]> {
  const events = await tenants.service.app.get(EventLog).readStream(tenant, 'settings');
  return events.map(({ event, body, meta }) => ({ event, body, position: meta.position }));
}

async function row(tenant: string): Promise<unknown> {
  return (await tenants.query('aviary', 'SELECT status, settings FROM control.tenants WHERE name = $1', [tenant]))[0];
}

describe('a new tenant', () => {
  test('is made with its database, its first event and its place in the registry', async () => {
    const operator = await tenants.operator();
    const name = tenants.name();
    const settings = { ...DEFAULT_SETTINGS, asset: 'EUR', assetDecimals: 2 };
    const { status, body } = await operator.post<TenantBody>(PATH, {
      name,
      settings: { asset: 'EUR', assetDecimals: 2 },
    });
    expect([status, body]).toEqual([201, { name, status: 'active', partition: expect.any(Number), settings }]);
    const created = {
      event: 'TenantCreated',
      body: { tenant: name, partition: body.partition, settings },
      position: 1,
    };
    expect(await facts(name)).toEqual([created]);
    expect(await row(name)).toEqual({ status: 'active', settings });
    const mine = await tenants.client(name, 'tenants.can_view');
    await mine.get(`${PATH}/current/settings`).then((answer) => expect(answer.body).toEqual(settings));
  });

  test('is in the list of all, which goes page by page', async () => {
    const operator = await tenants.operator();
    const names = [tenants.name(), tenants.name()].sort();
    for (const name of names) await operator.post(PATH, { name });
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await operator.get<{ items: TenantBody[]; nextCursor: string | null }>(
        `${PATH}?limit=3${cursor}`,
      );
      expect(body.items.length).toBeLessThanOrEqual(3);
      seen.push(...body.items.map(({ name }) => name));
      cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`;
    } while (cursor !== '');
    expect(seen).toEqual(expect.arrayContaining(['aviary', ...names]));
    expect(seen).toEqual([...seen].sort());
  });

  test.each<[string, unknown, number, string, string]>([
    ['a reserved name', { name: 'www' }, 400, 'reserved-tenant-name', 'name'],
    ['the name of the system tenant', { name: 'aviary' }, 400, 'reserved-tenant-name', 'name'],
    ['a name that is none', { name: 'No Name' }, 400, 'invalid-tenant-name', 'name'],
    ['no name', {}, 400, 'required', 'name'],
    ['more than there is', { name: 'acme', plan: 'gold' }, 400, 'unknown-field', 'plan'],
    ['ranges out of order', { name: 'acme', settings: { feeMin: 21 } }, 400, 'invalid-range', 'settings.feeMax'],
    ['wrong settings', { name: 'acme', settings: { asset: 'gold' } }, 400, 'wrong-format', 'settings.asset'],
  ])('is refused: %s', async (_what, body, status, code, field) => {
    expectProblem(await (await tenants.operator()).post(PATH, body), status, code, field);
  });

  test('is not made twice, but the same request with the same key is answered again', async () => {
    const operator = await tenants.operator();
    const name = tenants.name();
    const first = await operator.post(PATH, { name }, { idempotencyKey: 'one' });
    const again = await operator.post(PATH, { name }, { idempotencyKey: 'one' });
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expectProblem(
      await operator.post(PATH, { name: `${name}x` }, { idempotencyKey: 'one' }),
      422,
      'idempotency-key-reused',
    );
    expectProblem(await operator.post(PATH, { name }), 409, 'tenant-exists', 'name');
    expect(await facts(name)).toHaveLength(1);
  });
});

describe('who may not', () => {
  test('is told what is missing', async () => {
    const popug = await tenants.client('aviary', 'tenants.can_view');
    expectProblem(await popug.post(PATH, { name: tenants.name() }), 403, 'permission-required');
    expectProblem(await (await tenants.client('aviary')).get(PATH), 403, 'permission-required');
  });

  test('of a company sees nothing of the others', async () => {
    const name = tenants.name();
    await (await tenants.operator()).post(PATH, { name });
    const admin = await tenants.client(name, 'tenants.can_view', 'tenants.can_change');
    expectProblem(await admin.get(PATH), 403, 'operators-only');
    expectProblem(await admin.post(PATH, { name: tenants.name() }), 403, 'operators-only');
    expectProblem(await admin.forTenant('aviary').get(PATH), 401, 'token-of-other-tenant');
  });
});

describe('after a kill', () => {
  const context = (): CommandContext => ({ tenant: 'aviary', actor: 'system:spec', correlationId: randomUUID() });

  test('before the first event the same request does the rest', async () => {
    const name = tenants.name();
    const { provisioner, services } = tenants.service.app.get(Installation);
    await provisionTenant(provisioner, { tenant: name, services, activate: false });
    expect((await (await tenants.operator()).post(PATH, { name })).status).toBe(201);
    expect(await row(name)).toMatchObject({ status: 'active' });
    expect(await facts(name)).toHaveLength(1);
  });

  test('before it was active the same request does the rest', async () => {
    const name = tenants.name();
    await tenants.service.app.get(ProvisionTenant).make(context(), name, DEFAULT_SETTINGS);
    await tenants.query(
      'aviary',
      `UPDATE control.tenants SET status = 'provisioning', settings = '{}', settings_position = 0 WHERE name = $1`,
      [name],
    );
    expect((await (await tenants.operator()).post(PATH, { name })).status).toBe(201);
    expect(await row(name)).toEqual({ status: 'active', settings: DEFAULT_SETTINGS });
    expect(await facts(name)).toHaveLength(1);
  });

  test('before the answer was kept the same request gets it', async () => {
    const name = tenants.name();
    const provision = tenants.service.app.get(ProvisionTenant);
    const request = { ...context(), idempotency: { key: randomUUID(), requestHash: 'hash' } };
    const made = await provision.make(request, name, DEFAULT_SETTINGS);
    expect(await provision.execute(request, name, DEFAULT_SETTINGS)).toEqual(made);
    const other = { ...request, idempotency: { ...request.idempotency, requestHash: 'another' } };
    await expect(provision.execute(other, name, DEFAULT_SETTINGS)).rejects.toMatchObject({
      code: 'idempotency-key-reused',
    });
  });

  test('between an event and its row, the row is made from the log', async () => {
    const name = tenants.name();
    await (await tenants.operator()).post(PATH, { name });
    await tenants.query('aviary', `UPDATE control.tenants SET settings = '{}', settings_position = 0 WHERE name = $1`, [
      name,
    ]);
    await tenants.service.app.get(RegistryRow).fold(name);
    expect(await row(name)).toEqual({ status: 'active', settings: DEFAULT_SETTINGS });
  });

  test('the service brings all rows to where the logs are when it starts', async () => {
    const name = tenants.name();
    await (await tenants.operator()).post(PATH, { name });
    await tenants.query('aviary', `UPDATE control.tenants SET settings = '{}', settings_position = 0 WHERE name = $1`, [
      name,
    ]);
    const { RefreshRegistry } = await import('../application/refresh-registry.js');
    tenants.service.app.get(RefreshRegistry).onApplicationBootstrap();
    await until(async () => JSON.stringify(await row(name)) !== JSON.stringify({ status: 'active', settings: {} }), {
      what: 'the row',
    });
    expect(await row(name)).toEqual({ status: 'active', settings: DEFAULT_SETTINGS });
  });
});
