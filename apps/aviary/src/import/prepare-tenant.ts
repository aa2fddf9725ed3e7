import { asInstallation, call, ProblemError } from '../local/client.js';
import { type FirstUser, makeTenant } from '../local/make-tenant.js';
import { type Reachable } from '../local/running.js';
import { demoLogins } from '../seed/demo-people.js';

const VIEW = ['people.can_view', 'people.can_change'];

/** Whether there is such a tenant. */
export async function isTenant({ services, authSecret }: Reachable, tenant: string): Promise<boolean> {
  try {
    await asInstallation(services['auth'] ?? '', authSecret, { tenant, permissions: [] });
    return true;
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'unknown-tenant') return false;
    throw error;
  }
}

/** Whether the clock closes the cycles of the tenant. */
export async function closesByClock({ services, authSecret }: Reachable, tenant: string): Promise<boolean> {
  const grant = { tenant, permissions: ['tenants.can_view'] };
  const headers = await asInstallation(services['auth'] ?? '', authSecret, grant);
  const url = `${services['tenants']}/api/tenants/current/settings`;
  return (await call<{ cyclesOn: boolean }>(url, { headers })).cyclesOn;
}

/** Whether nobody is there but, perhaps, some of these: who makes a tenant may be killed before all of them are. */
async function isLeftToThem(
  { services, authSecret }: Reachable,
  tenant: string,
  users: readonly FirstUser[],
): Promise<boolean> {
  const headers = await asInstallation(services['auth'] ?? '', authSecret, { tenant, permissions: VIEW });
  const url = `${services['auth']}/api/users?limit=${users.length + 1}`;
  const { items } = await call<{ items: readonly { login: string | null }[] }>(url, { headers });
  return items.every(({ login }) => users.some((user) => user.login === login));
}

/**
 * Makes the tenant that a file is imported into, if it is not there, with the logins of local mode. Its clock closes no
 * cycle until it is switched on: nobody wants thirteen years paid out by surprise.
 *
 * @returns whether it was made
 */
export async function prepareTenant(
  reachable: Reachable,
  tenant: string,
  log: (line: string) => void,
): Promise<boolean> {
  const users = demoLogins(tenant);
  const isThere = await isTenant(reachable, tenant);
  if (isThere && !(await isLeftToThem(reachable, tenant, users))) return false;
  const { created } = await makeTenant(reachable, { tenant, users, settings: { cyclesOn: false } }, log);
  return created;
}
