import { type Command } from 'commander';
import { asInstallation, call, type Call, ProblemError } from '../local/client.js';
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

/** An id that matches nothing is wrong use: the command ends with 2, and the service's own sentence. */
export async function orWrongUse<Answer>(command: Command, asking: Promise<Answer>, code: string): Promise<Answer> {
  try {
    return await asking;
  } catch (error) {
    if (!(error instanceof ProblemError) || error.code !== code) throw error;
    return command.error(`error: ${error.message}`, { exitCode: 2 });
  }
}
