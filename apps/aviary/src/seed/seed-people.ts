import { call, installationHeader } from '../local/client.js';
import { type Reachable } from '../local/running.js';
import { at } from './demo-calendar.js';
import { asUser, type DemoPerson } from './demo-people.js';
import { dayAgo, type DemoHistory } from './demo-tasks.js';
import { type Send } from './sender.js';

/** Lets people log in; who can already stays as they are. */
export async function seedUsers({ services, authSecret }: Reachable, tenant: string, people: readonly DemoPerson[]) {
  await call(`${services['auth']}/internal/bootstrap`, {
    method: 'POST',
    headers: installationHeader(authSecret),
    body: { tenant, users: people.map(asUser) },
  });
}

/** Everybody's time with the company, as it went. The keys let a repeat change nothing, also for who has left since. */
export async function seedEmployees(send: Send, history: DemoHistory): Promise<void> {
  for (const { id, login, name, position, department, hiredAgo, promoted, leftAgo } of history.people) {
    const when = (ago: number) => ({ 'aviary-occurred-at': new Date(at(dayAgo(history, ago), 8)).toISOString() });
    const once = (what: string, ago: number) => ({ ...when(ago), 'idempotency-key': `demo-company-${what}-${login}` });
    const hired = { id, name, position, department };
    await send('employees', '/api/employees', hired, once('hired', hiredAgo)).catch(unlessThere);
    if (promoted)
      await send('employees', `/api/employees/${id}`, { position: promoted.to }, when(promoted.ago), 'PATCH');
    if (leftAgo !== undefined) await send('employees', `/api/employees/${id}/leave`, {}, once('left', leftAgo));
  }
}

function unlessThere(error: unknown): void {
  if ((error as { code?: string }).code !== 'employee-exists') throw error;
}
