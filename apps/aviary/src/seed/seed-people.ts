import { call, installationHeader } from '../local/client.js';
import { type Reachable } from '../local/running.js';
import { at } from './demo-calendar.js';
import { asUser, type DemoPerson } from './demo-people.js';
import { dayAgo, type DemoHistory } from './demo-tasks.js';
import { SEED_PATIENCE_MS, type Send } from './sender.js';

/** Lets people log in; who can already stays as they are. */
export async function seedUsers({ services, authSecret }: Reachable, tenant: string, people: readonly DemoPerson[]) {
  await call(`${services['auth']}/internal/bootstrap`, {
    method: 'POST',
    headers: installationHeader(authSecret),
    body: { tenant, users: people.map(asUser) },
    patience: SEED_PATIENCE_MS,
  });
}

/**
 * Everybody's time with the company, as it went for each of them. The keys let a repeat change nothing, also for who has
 * left since.
 */
export async function seedEmployees(send: Send, history: DemoHistory): Promise<void> {
  // Who was erased before they were told of stays untold.
  const seeded = history.people.map(
    async (person) => await seedEmployee(send, history, person).catch(unless('person-erased')),
  );
  await Promise.all(seeded);
}

async function seedEmployee(send: Send, history: DemoHistory, person: DemoPerson): Promise<void> {
  const { id, login, name, position, department, hiredAgo, promoted, leftAgo } = person;
  const when = (ago: number) => ({ 'aviary-occurred-at': new Date(at(dayAgo(history, ago), 8)).toISOString() });
  const once = (what: string, ago: number) => ({ ...when(ago), 'idempotency-key': `demo-company-${what}-${login}` });
  const hired = { id, name, position, department };
  await send('employees', '/api/employees', hired, once('hired', hiredAgo)).catch(unless('employee-exists'));
  if (promoted) await send('employees', `/api/employees/${id}`, { position: promoted.to }, when(promoted.ago), 'PATCH');
  if (leftAgo !== undefined) await send('employees', `/api/employees/${id}/leave`, {}, once('left', leftAgo));
}

/** Goes on after the one refusal that says that there is nothing to do; any other is thrown. */
export const unless =
  (code: string) =>
  (error: unknown): void => {
    if ((error as { code?: string }).code !== code) throw error;
  };
