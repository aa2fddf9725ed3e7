import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { makeReady, openService, provisioned, removeTenants, someTenant, superuser } from './fixtures/installation.js';
import { withConnection } from './index.js';

const tenants = [someTenant(), someTenant(), someTenant()];
/** @own-process Five connections: one for the control database, four for the tenants, whose pools would take twelve. */
const tasks = openService('tasks', {}, { AVIARY_POOL_PER_PROCESS: '5', AVIARY_POOL_PER_TENANT: '4' });

beforeAll(async () => {
  await makeReady();
  for (const tenant of tenants) await provisioned(tenant);
});
afterAll(async () => {
  await tasks.close();
  await removeTenants();
});

test('many pools share few connections: everybody is served, and there are never more than allowed', async () => {
  const work = async (tenant: string): Promise<number> => {
    const { pool } = await tasks.databases.of(tenant);
    const { rows } = await pool.query<{ n: number }>('SELECT 1 AS n FROM pg_sleep(0.01)');
    return rows[0]?.n ?? 0;
  };
  const all = Array.from({ length: 60 }, (_, number) => work(tenants[number % 3] as string));
  const state = { done: false };
  const finished = Promise.all(all).finally(() => (state.done = true));
  let most = 0;
  await withConnection(superuser, async (client) => {
    while (!state.done) {
      const { rows } = await client.query<{ open: number }>(
        'SELECT count(*) AS open FROM pg_stat_activity WHERE usename = ANY ($1)',
        [tenants.map((tenant) => `${tenant}_tasks`)],
      );
      most = Math.max(most, rows[0]?.open ?? 0);
    }
  });
  expect(await finished).toEqual(Array(60).fill(1));
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThanOrEqual(4);
});

test('who waits for a connection in vain is told so', async () => {
  const [first = '', second = ''] = tenants;
  const { pool } = await tasks.databases.of(first);
  await tasks.databases.of(second);
  const held = await Promise.all([1, 2, 3, 4].map(() => pool.connect()));
  const { pool: starved } = await tasks.databases.of(second);
  const refused = await starved.query('SELECT 1').catch((error: unknown) => error);
  for (const client of held) client.release();
  expect(refused).toMatchObject({ kind: 'unavailable', code: 'too-many-connections' });
  expect((await starved.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
});
