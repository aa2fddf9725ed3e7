import { beforeAll, expect, test } from '@jest/globals';
import { addDays, uuidv5, uuidv7 } from '#libs/kernel';
import { type Answer, api, type Client, expectProblem, until } from '#libs/testing';
import { provision as provisionIn, type SharedAviary, sharedAviary } from './support/company.js';
import { dayOfStory } from './support/day.js';
import { everything } from './support/people.js';

const TENANT = 'macaw-works';
const TODAY = await dayOfStory();
let aviary: SharedAviary;
let admin: Client;

const provision = async (service: 'auth' | 'tenants', path: string, body: object): Promise<Answer> =>
  await provisionIn(aviary, service, path, body);

beforeAll(async () => {
  aviary = await sharedAviary();
  expect((await provision('tenants', '/api/tenants', { name: TENANT })).status).toBe(201);
  const roles = { admin: ['admin'], developer: ['developer'] };
  const users = Object.entries(roles).map(([login, own]) => ({
    ...{ id: uuidv5(TENANT, login), login, name: login, email: `${login}@${TENANT}.example`, password: 'another-one' },
    roles: own,
  }));
  await until(async () => (await provision('auth', '/internal/bootstrap', { tenant: TENANT, users })).status === 200, {
    what: 'the tenant to have its people',
    timeout: 60_000,
  });
  // Behind the gateway the tenant is told by the host, which this client cannot set.
  admin = await api(aviary.services['auth'] ?? '')
    .forTenant(TENANT)
    .login('admin', 'another-one');
  // Each service learns of a tenant within a second or so.
  for (const [service, path] of Object.entries({ tasks: '/api/tasks', accounting: '/api/accounting/cycles' }))
    await until(async () => (await at(service).get(path)).status === 200, { what: `${service} to know the tenant` });
}, 300_000);

const at = (service: string): Client => api(aviary.services[service] ?? '').with(admin.headers);

test('the same name twice is refused', async () => {
  expectProblem(await provision('tenants', '/api/tenants', { name: TENANT }), 409, 'tenant-exists');
  expectProblem(await provision('tenants', '/api/tenants', { name: 'postgres' }), 400, 'reserved-tenant-name', 'name');
});

test('a company sees nothing of another', async () => {
  expect(await everything(at('tasks'), '/api/tasks')).toEqual([]);
  const popug = await api(aviary.url).login('admin', 'popug');
  expect((await everything(popug, '/api/tasks')).length).toBeGreaterThan(10);
  const token = popug.headers['authorization']?.slice('Bearer '.length) ?? '';
  const stranger = api(aviary.services['tasks'] ?? '')
    .as(token)
    .forTenant(TENANT);
  expectProblem(await stranger.get('/api/tasks'), 401, 'token-of-other-tenant');
});

test('days that were missed are closed by the clock, each as its own cycle', async () => {
  const importId = uuidv7();
  const tasks = at('tasks');
  await tasks.post(`/api/tasks/imports/${importId}/start`, { source: 'story' });
  const day = (ago: number, hour: number) => `${addDays(TODAY, -ago)}T${String(hour).padStart(2, '0')}:00:00Z`;
  const rows = [3, 2, 1].map((ago) => ({
    ...{ id: `row-${ago}`, title: `Done ${ago} days ago`, assigneeId: uuidv5(TENANT, 'developer') },
    ...{ createdAt: day(ago, 9), completedAt: day(ago, 15) },
  }));
  expect(await tasks.post(`/api/tasks/imports/${importId}/tasks`, { items: rows })).toMatchObject({
    body: { imported: 3, already: 0 },
  });
  expect(await tasks.post(`/api/tasks/imports/${importId}/tasks`, { items: rows })).toMatchObject({
    body: { imported: 0, already: 3 },
  });
  const other = { ...rows[0], id: 'open-row', completedAt: null };
  const again = { ...other, completedAt: day(3, 15), assigneeId: uuidv5(TENANT, 'admin') };
  expect((await tasks.post(`/api/tasks/imports/${importId}/tasks`, { items: [other] })).status).toBe(200);
  expectProblem(await tasks.post(`/api/tasks/imports/${importId}/tasks`, { items: [again] }), 409, 'import-conflict');
  const done = { ...other, completedAt: day(3, 15) };
  expect(await tasks.post(`/api/tasks/imports/${importId}/tasks`, { items: [done] })).toMatchObject({
    body: { imported: 1, already: 0 },
  });
  await tasks.post(`/api/tasks/imports/${importId}/finish`, { tasks: rows.length });
  interface Cycle {
    cycle: string;
    status: string;
    fees: number;
    rewards: number;
    payouts: number;
  }
  const closed = async () =>
    (await everything<Cycle>(at('accounting'), '/api/accounting/cycles')).filter(({ status }) => status === 'closed');
  await until(async () => (await closed()).length === 3, { what: 'the clock to close three days', timeout: 180_000 });
  const cycles = await closed();
  expect(cycles.map(({ cycle }) => cycle)).toEqual([1, 2, 3].map((ago) => addDays(TODAY, -ago)));
  for (const { fees, rewards, payouts } of cycles) expect(payouts).toBe(rewards - fees);
}, 300_000);
