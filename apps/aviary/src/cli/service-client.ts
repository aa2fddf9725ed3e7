import { asInstallation, call, type Call } from '../local/client.js';
import { findRunning } from '../local/running.js';

/** Everything that the command line may do, in the name of `system:cli`, for whoever can read the installation's secrets. */
const PERMISSIONS = ['ops.can_view', 'ops.can_change', 'accounting.can_close', 'accounting.can_view_all'];

/** Calls the services of the installation that runs on a home, for one tenant. */
export type ServiceClient = <Answer>(service: string, path: string, call?: Call) => Promise<Answer>;

/** @throws NotRunningError when nothing runs on the home */
export async function serviceClient(home: string, tenant: string): Promise<ServiceClient> {
  const { services, authSecret } = findRunning(home);
  const headers = await asInstallation(services['auth'] ?? '', authSecret, { tenant, permissions: PERMISSIONS });
  return async (service, path, request = {}) =>
    await call(`${services[service]}${path}`, { ...request, headers: { ...headers, ...request.headers } });
}
