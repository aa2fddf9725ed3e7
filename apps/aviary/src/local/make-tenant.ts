import { asInstallation, call, installationHeader, ProblemError } from './client.js';
import { type Running } from './running.js';
import { demoLogins } from '../seed/demo-people.js';

/** Makes the tenant with the logins of local mode; what is there already stays as it is. */
export async function makeTenant(running: Running, tenant: string, log: (line: string) => void): Promise<void> {
  const { services, authSecret } = running;
  const auth = services['auth'] ?? '';
  const operator = { tenant: 'aviary', permissions: ['tenants.can_change', 'tenants.can_view'] };
  const headers = await asInstallation(auth, authSecret, operator);
  try {
    await call(`${services['tenants']}/api/tenants`, { method: 'POST', headers, body: { name: tenant } });
    log(`made the tenant ${tenant}`);
  } catch (error) {
    if (!(error instanceof ProblemError) || error.code !== 'tenant-exists') throw error;
  }
  await call(`${auth}/internal/bootstrap`, {
    method: 'POST',
    headers: installationHeader(authSecret),
    body: { tenant, users: demoLogins(tenant) },
  });
}
