import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { addDays, daysBetween } from '#libs/kernel';
import { api, type Client } from '#libs/testing';
import { Deployment, type Ended } from './support/deployment.js';
import { after, fresh, logInAll, logInAs, type People } from './support/people.js';

/** What keeps `docker-compose.yml` honest where there is no engine: what it says is done by processes of this machine. */

interface Task {
  id: string;
  assigneeId: string;
  assignmentFee: number;
  completionReward: number;
}

const yesterday = (): string => addDays(new Date().toISOString().slice(0, 10), -1);
const YESTERDAY = yesterday();
const home = mkdtempSync(path.join(tmpdir(), 'aviary-story-'));
let deployment: Deployment;
let provisioned: Ended;
let people: People;

beforeAll(async () => {
  deployment = await Deployment.on(home, { AVIARY_MODE: 'local' });
  provisioned = await deployment.provision(['--json', '--seed-days', '5']);
  await deployment.startServices();
  people = await logInAll(deployment.urlOf('gateway'));
}, 900_000);

afterAll(async () => {
  try {
    await deployment?.end();
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 10 });
  }
}, 60_000);

test('provisioning made the tenant with its logins and the demo company, before any service ran', async () => {
  expect(JSON.parse(provisioned.stdout)).toEqual({
    ...{ tenant: 'popug', created: true, demo: true, problems: [] },
    logins: ['admin', 'manager', 'developer', 'auditor'],
    schemas: expect.any(Number),
  });
  const { body } = await people.auditor.get('/api/accounting/cycles');
  const { items } = body as { items: { cycle: string; status: string }[] };
  const closed = items
    .filter(({ status }) => status === 'closed')
    .map(({ cycle }) => cycle)
    .sort();
  // The first cycle is that of the first task, and a weekend may have none; and midnight may have come since.
  expect(closed[0]! >= addDays(YESTERDAY, -4)).toBe(true);
  expect([YESTERDAY, yesterday()]).toContain(closed.at(-1));
  expect(closed).toEqual([...daysBetween(closed[0]!, closed.at(-1)!)]);
});

test('a task is made, charged, completed and credited across the services', async () => {
  const made = await people.manager.post<Task>('/api/tasks', { title: 'Carried by containers' });
  expect(made.status).toBe(201);
  const { id, assigneeId, assignmentFee, completionReward } = made.body;
  const assignee = await logInAs(deployment.urlOf('gateway'), people.admin, assigneeId);
  const done = await assignee.post(`/api/tasks/${id}/complete`);
  expect(done.status).toBe(200);
  const entries = await fresh(people.auditor, '/api/accounting/entries?limit=50', after(done));
  const { items } = entries.body as { items: { taskId: string; reason: string; amount: number }[] };
  const moved = items.filter(({ taskId }) => taskId === id).map(({ reason, amount }) => ({ reason, amount }));
  // Newest first.
  expect(moved).toEqual([
    { reason: 'completion', amount: completionReward },
    { reason: 'assignment', amount: -assignmentFee },
  ]);
});

test('provisioning again, beside the services, changes nothing', async () => {
  const { stdout } = await deployment.provision(['--json']);
  expect(JSON.parse(stdout)).toMatchObject({ created: false, logins: [], schemas: 0, problems: [] });
}, 300_000);

test('in production a tenant gets one login, with the password that was made for it', async () => {
  const production = { AVIARY_MODE: 'production' };
  const { stdout } = await deployment.provision(['--tenant', 'cockatoo-co', '--json'], production);
  expect(JSON.parse(stdout)).toMatchObject({ created: true, logins: ['admin'], demo: false });
  const stranger = api(deployment.urlOf('auth')).forTenant('cockatoo-co');
  const admin: Client = await stranger.login('admin', deployment.variable('AVIARY_ADMIN_PASSWORD'));
  expect((await admin.get('/api/auth/me')).body).toMatchObject({ login: 'admin', roles: ['admin'] });
  expect((await stranger.post('/api/auth/login', { login: 'admin', password: 'popug' })).status).toBe(401);
}, 300_000);

test('every service ends in order when its container is stopped', async () => {
  const ends = await deployment.stopServices();
  expect(Object.keys(ends)).toHaveLength(9);
  expect(new Set(Object.values(ends))).toEqual(new Set([0]));
});
