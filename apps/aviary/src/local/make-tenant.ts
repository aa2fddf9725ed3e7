import { type TenantSettings } from '#libs/kernel';
import { asInstallation, call, installationHeader, ProblemError } from './client.js';
import { type Reachable } from './running.js';

/** Somebody who may log in, as the identities' service takes users. */
export interface FirstUser {
  readonly login: string;
  readonly name: string;
  readonly email: string | null;
  readonly password: string;
  readonly roles: readonly string[];
}

export interface MadeTenant {
  /** False: it was there before. */
  readonly created: boolean;
  /** Logins that were not there before. */
  readonly logins: readonly string[];
}

/**
 * Makes the tenant with its first logins; what is there already stays as it is.
 *
 * @param settings those that are not as usual
 */
export async function makeTenant(
  { services, authSecret }: Reachable,
  { tenant, users, settings }: { tenant: string; users: readonly FirstUser[]; settings?: Partial<TenantSettings> },
  log: (line: string) => void,
): Promise<MadeTenant> {
  const auth = services['auth'] ?? '';
  const operator = { tenant: 'aviary', permissions: ['tenants.can_change', 'tenants.can_view'] };
  const headers = await asInstallation(auth, authSecret, operator);
  const body = { name: tenant, ...(settings ? { settings } : {}) };
  let created = true;
  try {
    await call(`${services['tenants']}/api/tenants`, { method: 'POST', headers, body });
    log(`made the tenant ${tenant}`);
  } catch (error) {
    if (!(error instanceof ProblemError) || error.code !== 'tenant-exists') throw error;
    created = false;
  }
  if (users.length === 0) return { created, logins: [] };
  const made = await call<{ users: { created: boolean }[] }>(`${auth}/internal/bootstrap`, {
    method: 'POST',
    headers: installationHeader(authSecret),
    body: { tenant, users },
  });
  return { created, logins: users.filter((_, at) => made.users[at]?.created).map(({ login }) => login) };
}
