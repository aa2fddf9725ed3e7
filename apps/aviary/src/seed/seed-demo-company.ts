import { addDays, dayOf, startOfDay, uuidv5 } from '#libs/kernel';
import { asInstallation, call, installationHeader } from '../local/client.js';
import { type Running } from '../local/running.js';
import { asUser, demoPeople } from './demo-people.js';
import { DEMO_DAYS, type DemoTask, demoTasks, onDay } from './demo-tasks.js';

const ZONE = 'UTC';

type Send = (service: string, path: string, body: object, headers?: Record<string, string>) => Promise<unknown>;

interface SeedStatus {
  status: 'open' | 'finished';
}

/**
 * Fills a new tenant with a small company: people in four departments and a few days of work, closed and paid. All of it
 * goes through the services' own HTTP interface. Every step may be repeated, and the last one says that it is done, so a
 * seed that was killed is simply run again.
 */
export async function seedDemoCompany(running: Running, tenant: string, log: (line: string) => void): Promise<void> {
  const send = await sender(running, tenant);
  const importId = uuidv5(tenant, 'demo-import');
  if (await isSeeded(send, importId)) return;
  log(`seeding ${tenant} with a demo company`);
  await seedPeople(running, tenant, send);
  const today = startOfDay(dayOf(Date.now(), ZONE), ZONE);
  const developers = demoPeople(tenant).filter(({ role }) => role === 'developer');
  const tasks = demoTasks(tenant, developers, today);
  await liveThrough(send, importId, tasks);
  await send('tasks', `/api/tasks/imports/${importId}/finish`, { tasks: tasks.length });
  log(`seeded ${demoPeople(tenant).length} people and ${tasks.length} tasks`);
}

/** In the name of the installation, allowed to do what a seed does and nothing else. */
async function sender({ services, authSecret }: Running, tenant: string): Promise<Send> {
  const permissions = ['imports.can_add', 'people.can_change', 'people.can_view', 'accounting.can_close'];
  const headers = await asInstallation(services['auth'] ?? '', authSecret, { tenant, permissions });
  return async (service, path, body, more = {}) =>
    await call(`${services[service]}${path}`, { method: 'POST', body, headers: { ...headers, ...more } });
}

async function isSeeded(send: Send, importId: string): Promise<boolean> {
  const started = (await send('tasks', `/api/tasks/imports/${importId}/start`, {
    source: 'demo company',
  })) as SeedStatus;
  return started.status === 'finished';
}

async function seedPeople({ services, authSecret }: Running, tenant: string, send: Send): Promise<void> {
  const people = demoPeople(tenant);
  await call(`${services['auth']}/internal/bootstrap`, {
    method: 'POST',
    headers: installationHeader(authSecret),
    body: { tenant, users: people.map(asUser) },
  });
  for (const { id, name, position, department } of people)
    await send('employees', '/api/employees', { id, name, position, department }).catch(unlessThere);
}

function unlessThere(error: unknown): void {
  if ((error as { code?: string }).code !== 'employee-exists') throw error;
}

/** Day by day: what was made, what was done, and then the close as that day's midnight would have closed it. */
async function liveThrough(send: Send, importId: string, tasks: readonly DemoTask[]): Promise<void> {
  const today = dayOf(Date.now(), ZONE);
  for (let ago = DEMO_DAYS; ago >= 1; ago -= 1) {
    const through = addDays(today, -ago);
    const midnight = new Date(startOfDay(addDays(through, 1), ZONE)).toISOString();
    // One row may be made and done on the same day, so these are two calls.
    const rows = onDay(tasks, through);
    for (const items of [rows.filter(({ completedAt }) => !completedAt), rows.filter(({ completedAt }) => completedAt)])
      if (items.length > 0) await send('tasks', `/api/tasks/imports/${importId}/tasks`, { items });
    await send('accounting', '/api/accounting/cycles/close', { through }, { 'aviary-occurred-at': midnight });
  }
}
