import { expect, test } from '@jest/globals';
import { verifyChain } from '#libs/event-store';
import { rolePassword, serviceSecret } from '#libs/platform';
import { type Client, until } from '#libs/testing';
import pg from 'pg';
import { type Installation, start, temporaryHome } from './support/installation.js';
import { readParts } from './support/parts-record.js';
import { everything, logInAll, logInAs } from './support/people.js';

interface Entry {
  taskId: string | null;
  reason: string;
  amount: number;
}

const LOGS = ['auth', 'employees', 'tasks', 'accounting', 'notifier', 'tenants'];
const home = temporaryHome();
let aviary: Installation | undefined;

/** Creates and completes tasks as fast as one can, until the process is gone. Returns what was acknowledged. */
async function workUntilItDies(manager: Client, completers: Map<string, Client>) {
  const acknowledged = { created: [] as string[], completed: [] as string[], keys: [] as string[] };
  const worker = async (name: number): Promise<void> => {
    for (let turn = 0; ; turn += 1) {
      const idempotencyKey = `load-${name}-${turn}`;
      try {
        acknowledged.keys.push(idempotencyKey);
        const answer = await manager.post('/api/tasks', { title: `Load ${name} ${turn}` }, { idempotencyKey });
        if (answer.status !== 201) continue;
        const { id, assigneeId } = answer.body as { id: string; assigneeId: string };
        acknowledged.created.push(id);
        const done = await completers.get(assigneeId)?.post(`/api/tasks/${id}/complete`);
        if (done?.status === 200) acknowledged.completed.push(id);
      } catch {
        return;
      }
    }
  };
  const workers = Promise.all(Array.from({ length: 8 }, async (_, name) => await worker(name)));
  await until(() => acknowledged.completed.length >= 60, { what: 'some work to be done', timeout: 60_000 });
  await aviary?.kill();
  await workers;
  return acknowledged;
}

test('killed under load and started again: nothing acknowledged is lost, nothing happens twice, chains are whole', async () => {
  aviary = await start(home);
  const people = await logInAll(aviary.url);
  const users = await everything<{ id: string; roles: string[]; active: boolean }>(people.admin, '/api/users');
  const developers = users.filter(({ roles, active }) => active && roles.includes('developer'));
  const url = aviary.url;
  const completers = new Map(
    await Promise.all(developers.map(async ({ id }) => [id, await logInAs(url, people.admin, id)] as const)),
  );
  const acknowledged = await workUntilItDies(people.manager, completers);

  aviary = await start(home);
  const again = await logInAll(aviary.url);
  const last = await again.manager.post('/api/tasks', { title: 'After the fall' });
  expect(last.status).toBe(201);
  const headers = { 'aviary-position': last.headers.get('aviary-position') ?? '' };
  const tasks = await everything<{ id: string; title: string; status: string }>(again.manager, '/api/tasks', headers);
  const byId = new Map(tasks.map((task) => [task.id, task]));
  for (const id of acknowledged.created) expect(byId.has(id)).toBe(true);
  for (const id of acknowledged.completed) expect(byId.get(id)?.status).toBe('completed');
  const titles = tasks.map(({ title }) => title).filter((title) => title.startsWith('Load '));
  expect(new Set(titles).size).toBe(titles.length);

  await until(
    async () => {
      const read = await again.auditor.get('/api/accounting/entries?limit=1', { headers });
      return read.headers.get('aviary-stale') === null;
    },
    { what: 'accounting to catch up', timeout: 60_000 },
  );
  const entries = await everything<Entry>(again.auditor, '/api/accounting/entries');
  const count = (id: string, reason: string) => entries.filter((it) => it.taskId === id && it.reason === reason).length;
  for (const { id, status } of tasks)
    expect([id, count(id, 'assignment'), count(id, 'completion')]).toEqual([id, 1, status === 'completed' ? 1 : 0]);

  for (const service of LOGS) await expectWholeLog(home, service);
}, 300_000);

/** Positions without a gap, streams without a gap, and a chain that holds, as the service's own role can see it. */
async function expectWholeLog(home: string, service: string): Promise<void> {
  const { postgres, secrets } = readParts(home);
  const user = `popug_${service}`;
  const password = rolePassword(serviceSecret(secrets.master, service), user);
  const { host, port } = postgres;
  const pool = new pg.Pool({ host, port, database: 'tenant_popug', user, password, max: 1 });
  try {
    const { rows } = await pool.query(
      `SELECT count(*)::int AS events, max(position)::int AS last,
              (SELECT count(*)::int FROM (SELECT FROM ${service}_log.events GROUP BY stream_id
                 HAVING max(version) <> count(*) OR min(version) <> 1) AS broken) AS broken
         FROM ${service}_log.events`,
    );
    expect({ service, ...rows[0] }).toEqual({ service, events: rows[0].last, last: rows[0].last, broken: 0 });
    expect(await verifyChain(pool, service)).toEqual({ events: rows[0].last });
  } finally {
    await pool.end();
  }
}
