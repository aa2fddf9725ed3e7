import { beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { verifyChain } from '#libs/event-store';
import { type Meta } from '#libs/kernel';
import { rolePassword, serviceSecret } from '#libs/platform';
import { api, type Client, until } from '#libs/testing';
import { SHARED_DAYS } from '../tools/test/shared-aviary.mjs';
import { companyOfOwn, sharedAviary } from './support/company.js';
import { dayOfStory } from './support/day.js';
import { type ForeignRecord, readTopicsWithPython } from './support/foreign-reader.js';
import { type Installation, killWhileSeeding, start, temporaryHome } from './support/installation.js';
import { readParts } from './support/parts-record.js';
import { after, everything, fresh, logInAll, logInAs, type People } from './support/people.js';
import { seededCompany } from './support/seeded.js';
import { tellWorkingDay } from './told/working-day.js';

interface Task {
  id: string;
  assigneeId: string;
  assignmentFee: number;
  completionReward: number;
}

interface Entry {
  taskId: string | null;
  reason: string;
  amount: number;
  account: string;
}

const DAY = await dayOfStory();
const LOGS = ['auth', 'employees', 'tasks', 'accounting', 'notifier', 'tenants'];
/** All of it happens to one Aviary, in this order: starts are what takes long. */
const home = temporaryHome();
let aviary: Installation;
let people: People;

const LENGTH = ['--seed-days', String(SHARED_DAYS)];

const today = (): string => new Date().toISOString().slice(0, 10);

beforeAll(async () => {
  let admin: Client | undefined;
  const isMidway = async (url: string): Promise<boolean> => {
    admin ??= await api(url).login('admin', 'popug');
    return (await everything(admin, '/api/tasks')).length > 60;
  };
  await killWhileSeeding(home, isMidway, ...LENGTH);
  aviary = await start(home, ...LENGTH);
  people = await logInAll(aviary.url);
}, 600_000);

test('seeded by a process that was killed midway and by one that took it up, it is what one has seeded undisturbed', async () => {
  const company = await seededCompany(people);
  const { url, seededOn } = await sharedAviary();
  const same = await seededCompany(await logInAll(url));
  // Midnight has come between them: another day has another company.
  if (seededOn !== DAY || today() !== DAY) return;
  expect(same).toEqual(company);
}, 600_000);

test('and it goes on with its work', async () => {
  const [task] = await everything<Task>(people.developer, '/api/tasks?assignee=me&status=open');
  const done = await people.developer.post(`/api/tasks/${task?.id}/complete`);
  expect(done.status).toBe(200);
  const { body } = await fresh(people.developer, `/api/tasks/${task?.id}`, after(done));
  expect(body).toMatchObject({ status: 'completed' });
});

/** In order. They are among the newest two hundred. */
const entriesOf = async (client: Client, tasks: readonly Task[]): Promise<Entry[]> => {
  const ids = new Set(tasks.map(({ id }) => id));
  const { body } = await client.get<{ items: Entry[] }>('/api/accounting/entries?limit=200');
  return body.items.filter(({ taskId }) => taskId !== null && ids.has(taskId)).reverse();
};

test('with the broker stopped work goes on and nobody is charged; with it back accounting catches up, in order', async () => {
  await aviary.part('kafka', 'stop');
  const created: Task[] = [];
  for (let number = 0; number < 10; number += 1) {
    const answer = await people.manager.post('/api/tasks', { title: `Without a broker ${number}` });
    expect(answer.status).toBe(201);
    created.push(answer.body as Task);
  }
  const done = created[0] as Task;
  const assignee = await logInAs(aviary.url, people.admin, done.assigneeId);
  const completed = await assignee.post(`/api/tasks/${done.id}/complete`);
  expect(completed.status).toBe(200);
  const { headers } = after(completed);
  const listed = await everything<{ id: string; status: string }>(people.manager, '/api/tasks', headers);
  const statuses = created.map(({ id }) => listed.find((task) => task.id === id)?.status);
  expect(statuses).toEqual(['completed', ...Array.from({ length: 9 }, () => 'open')]);
  expect(await entriesOf(people.auditor, created)).toEqual([]);
  const status = await people.admin.get('/api/ops/status');
  expect(status.body).toMatchObject({
    state: 'degraded',
    parts: expect.arrayContaining([expect.objectContaining({ name: 'kafka', state: 'down' })]),
  });

  await aviary.part('kafka', 'start');
  await until(async () => (await entriesOf(people.auditor, created)).length === created.length + 1, {
    what: 'accounting to catch up',
    timeout: 60_000,
  });
  const charge = (task: Task) => ({
    ...{ taskId: task.id, reason: 'assignment', amount: -task.assignmentFee },
    account: `employee:${task.assigneeId}`,
  });
  const credit = { taskId: done.id, reason: 'completion', amount: done.completionReward };
  expect(await entriesOf(people.auditor, created)).toEqual([
    ...created.map((task) => expect.objectContaining(charge(task))),
    expect.objectContaining(credit),
  ]);
}, 300_000);

test('the registry may be away as well', async () => {
  await aviary.part('registry', 'stop');
  const answer = await people.manager.post('/api/tasks', { title: 'Without a registry' });
  const task = answer.body as Task;
  await until(async () => (await entriesOf(people.auditor, [task])).length === 1, {
    what: 'the charge',
    timeout: 60_000,
  });
  await aviary.part('registry', 'start');
}, 300_000);

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
  await aviary.kill();
  await workers;
  return acknowledged;
}

test('killed under load and started again, split: nothing acknowledged is lost, nothing happens twice, chains are whole', async () => {
  const users = await everything<{ id: string; roles: string[]; active: boolean }>(people.admin, '/api/users');
  const developers = users.filter(({ roles, active }) => active && roles.includes('developer'));
  const url = aviary.url;
  const completers = new Map(
    await Promise.all(developers.map(async ({ id }) => [id, await logInAs(url, people.admin, id)] as const)),
  );
  const acknowledged = await workUntilItDies(people.manager, completers);

  aviary = await start(home, ...LENGTH, '--split');
  people = await logInAll(aviary.url);
  const last = await people.manager.post('/api/tasks', { title: 'After the fall' });
  expect(last.status).toBe(201);
  const headers = { 'aviary-position': last.headers.get('aviary-position') ?? '' };
  const tasks = await everything<{ id: string; title: string; status: string }>(people.manager, '/api/tasks', headers);
  const byId = new Map(tasks.map((task) => [task.id, task]));
  for (const id of acknowledged.created) expect(byId.has(id)).toBe(true);
  for (const id of acknowledged.completed) expect(byId.get(id)?.status).toBe('completed');
  const titles = tasks.map(({ title }) => title).filter((title) => title.startsWith('Load '));
  expect(new Set(titles).size).toBe(titles.length);

  await until(
    async () => {
      const read = await people.auditor.get('/api/accounting/entries?limit=1', { headers });
      return read.headers.get('aviary-stale') === null;
    },
    { what: 'accounting to catch up', timeout: 60_000 },
  );
  const entries = await everything<Entry>(people.auditor, '/api/accounting/entries');
  const count = (id: string, reason: string) => entries.filter((it) => it.taskId === id && it.reason === reason).length;
  // What the seed has made was drawn anew here and there, and charged again.
  for (const { id, status } of tasks.filter(({ title }) => title.startsWith('Load ')))
    expect([id, count(id, 'assignment'), count(id, 'completion')]).toEqual([id, 1, status === 'completed' ? 1 : 0]);

  for (const service of LOGS) await expectWholeLog(home, service);
}, 300_000);

test('a reader that is not ours finds every event: with its meta, one tenant in one partition, no position left out', async () => {
  const records = await readTopicsWithPython(aviary);
  if (!records) return;
  const logs = new Map<string, ForeignRecord[]>();
  for (const record of records) {
    const { tenant, streamId } = record.event.meta;
    expect(record).toMatchObject({ key: `${tenant}/${streamId}`, headers: null });
    const log = `${record.topic} ${tenant}`;
    logs.set(log, [...(logs.get(log) ?? []), record]);
  }
  expect([...logs.keys()]).toEqual(
    expect.arrayContaining(['aviary.tasks popug', 'aviary.accounting popug', 'aviary.auth popug']),
  );
  for (const [log, own] of logs) {
    expect([log, new Set(own.map(({ partition }) => partition)).size]).toEqual([log, 1]);
    expectInLogOrder(own.map(({ event }) => event.meta));
  }
  const created = records.find(({ event }) => event['title'] === 'Without a broker 0');
  expect(created).toMatchObject({
    topic: 'aviary.tasks',
    event: {
      meta: {
        ...{ event: 'TaskCreated', schemaVersion: 2, epoch: 1, tenant: 'popug', version: 1, causationId: null },
        ...{ eventId: expect.any(String), correlationId: expect.any(String), actor: expect.any(String), ext: {} },
      },
      createdBy: created?.event.meta.actor,
    },
  });
  expectSealed(records);
}, 300_000);

/** A relay may send a record again, so repeats of what was there already are allowed; gaps and turns are not. */
function expectInLogOrder(metas: readonly Meta[]): void {
  let last = 0;
  for (const { position } of metas) {
    expect(position).toBeLessThanOrEqual(last + 1);
    last = Math.max(last, position);
  }
  expect(last).toBe(new Set(metas.map(({ eventId }) => eventId)).size);
}

/** No name, login or address of anybody is in a topic as it is. */
function expectSealed(records: readonly ForeignRecord[]): void {
  const people = records.filter(({ event }) => event.meta.event === 'UserRegistered');
  expect(people.length).toBeGreaterThan(10);
  for (const { event } of people)
    for (const field of ['login', 'name', 'email']) expect(event[field]).toMatch(/^sealed:1:/);
  expect(JSON.stringify(records)).not.toContain('Grisha');
}

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

// It comes last: the people of the story above know nothing of it.
tellWorkingDay('a process for each service', async () => await companyOfOwn(aviary, 'night-owls', 6));
