import { SYSTEM_TENANT } from '#libs/tenancy';
import { serviceClient } from './service-client.js';

interface Tenants {
  readonly items: readonly { name: string }[];
  readonly nextCursor: string | null;
}

/** The names of all tenants of the installation that runs on a home, the system tenant first. */
export async function allTenants(home: string): Promise<string[]> {
  const client = await serviceClient(home, SYSTEM_TENANT);
  const names = [SYSTEM_TENANT];
  for (let cursor: string | null = ''; cursor !== null;) {
    const more: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const page: Tenants = await client<Tenants>('tenants', `/api/tenants?limit=200${more}`);
    names.push(...page.items.map(({ name }) => name).filter((name) => name !== SYSTEM_TENANT));
    cursor = page.nextCursor;
  }
  return names;
}

/** The tenants that a command is about: the one that is named, or every one. */
export async function tenantsOf(options: {
  readonly home: string;
  readonly tenant: string;
  readonly allTenants?: boolean;
}): Promise<readonly string[]> {
  return options.allTenants ? await allTenants(options.home) : [options.tenant];
}
