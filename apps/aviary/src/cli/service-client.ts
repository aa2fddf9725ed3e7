import { asInstallation, call, type Call } from '../local/client.js';
import { findRunning } from '../local/running.js';

/** What most commands need, in the name of `system:cli`, for whoever can read the installation's secrets. */
const PERMISSIONS = [
  'ops.can_view',
  'ops.can_change',
  'accounting.can_close',
  'accounting.can_view_all',
  'tenants.can_view',
];

/** Calls the services of the installation that runs on a home, for one tenant. */
export type ServiceClient = <Answer>(service: string, path: string, call?: Call) => Promise<Answer>;

/**
 * @param permissions in place of those that most commands need
 * @throws NotRunningError when nothing runs on the home
 */
export async function serviceClient(
  home: string,
  tenant: string,
  permissions: readonly string[] = PERMISSIONS,
): Promise<ServiceClient> {
  const { services, authSecret } = findRunning(home);
  const headers = await asInstallation(services['auth'] ?? '', authSecret, { tenant, permissions });
  return async (service, path, request = {}) =>
    await call(`${services[service]}${path}`, { ...request, headers: { ...headers, ...request.headers } });
}
