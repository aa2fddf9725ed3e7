import { asInstallation, call } from '../local/client.js';
import { type Reachable } from '../local/running.js';

/** Gives a service of the installation a command, for one tenant. @throws ProblemError when it is refused */
export type Send = (
  service: string,
  path: string,
  body: object,
  headers?: Readonly<Record<string, string>>,
  method?: 'POST' | 'PATCH',
) => Promise<unknown>;

/** For so long a seed waits for what is busy: it comes right after a start, when a slow machine has most to do. */
export const SEED_PATIENCE_MS = 120_000;

const PERMISSIONS = [
  ...['imports.can_add', 'tasks.can_reassign', 'people.can_change', 'people.can_view', 'accounting.can_close'],
];

/** In the name of the installation, allowed to do what a seed does and nothing else. */
export async function makeSender({ services, authSecret }: Reachable, tenant: string): Promise<Send> {
  const headers = await asInstallation(services['auth'] ?? '', authSecret, { tenant, permissions: PERMISSIONS });
  return async (service, path, body, more = {}, method = 'POST') =>
    await call(`${services[service]}${path}`, {
      method,
      body,
      headers: { ...headers, ...more },
      patience: SEED_PATIENCE_MS,
    });
}
