import { type DomainError, invalid, notFound } from '#libs/kernel';
import { SERVICES } from '#libs/platform';

/** The tenant in the control database, of those who operate the installation. */
export const SYSTEM_TENANT = 'aviary';
/** The control database, which is the system tenant's too. */
export const CONTROL_DATABASE = 'aviary';

const TENANT_NAME = /^[a-z][a-z0-9-]{1,30}$/;

/** Names that would be taken for something else: a service, a host that every company has, a path of ours. */
const RESERVED: ReadonlySet<string> = new Set([
  ...SERVICES,
  // Services to come, so that no tenant has their name by then.
  ...['links', 'web'],
  ...['aviary', 'postgres'],
  ...[
    'www',
    'api',
    'app',
    'admin',
    'root',
    'system',
    'mail',
    'smtp',
    'imap',
    'ftp',
    'ns',
    'localhost',
    'public',
    'internal',
  ],
  ...[
    'static',
    'assets',
    'docs',
    'openapi',
    'health',
    'healthz',
    'readyz',
    'metrics',
    'status',
    'ops',
    'support',
    'help',
  ],
  ...['current', 'default', 'all', 'none', 'null', 'undefined'],
]);
/** `pg` belongs to PostgreSQL, `xn--` to names in other scripts. */
const RESERVED_PREFIXES = ['pg', 'template', 'xn--'];

/**
 * @param field the input field to name in the error
 * @throws DomainError `invalid-tenant-name` or `reserved-tenant-name` (400), naming the field
 */
export function assertTenantName(name: string, field = 'name'): void {
  if (!TENANT_NAME.test(name) || name.endsWith('-'))
    throw invalid(
      'invalid-tenant-name',
      'A tenant name has 2 to 31 small letters, digits and dashes, begins with a letter and does not end with a dash.',
      { field },
    );
  if (RESERVED.has(name) || RESERVED_PREFIXES.some((prefix) => name.startsWith(prefix)))
    throw invalid('reserved-tenant-name', `The name "${name}" is reserved; please choose another one.`, { field });
}

/** DomainError `unknown-tenant` (404). */
export function unknownTenant(name: string): DomainError {
  return notFound('unknown-tenant', `There is no tenant "${name}".`, { field: 'tenant' });
}

/** The database a tenant lives in. */
export function databaseOf(tenant: string): string {
  return tenant === SYSTEM_TENANT ? CONTROL_DATABASE : `tenant_${tenant}`;
}

/** The role that owns the tenant's schemas and logs; nobody can log in as it. */
export function ownerRoleOf(tenant: string): string {
  return `${tenant}_owner`;
}

/** The role as which a service works for the tenant. No tenant's name has an underscore, so two can never agree. */
export function serviceRoleOf(tenant: string, service: string): string {
  return `${tenant}_${service}`;
}
