import { invalid } from '#libs/kernel';

/** Everything that can be allowed, as `<resource>.<what>`. */
export const PERMISSIONS = [
  'tasks.can_view',
  'tasks.can_add',
  'tasks.can_reassign',
  'tasks.can_complete',
  'tasks.can_be_assigned',
  'accounting.can_view_own',
  'accounting.can_view_all',
  'accounting.can_view_earnings',
  'accounting.can_close',
  'accounting.can_propose_correction',
  'analytics.can_view',
  'people.can_view',
  'people.can_change',
  'ops.can_view',
  'ops.can_change',
  'tenants.can_view',
  'tenants.can_change',
  'imports.can_add',
] as const;

export type Permission = (typeof PERMISSIONS)[number];

/** What each role of a tenant allows. */
export type RoleTable = Readonly<Record<string, readonly Permission[]>>;

/** The tenant of those who run the installation; everybody else is a company. */
const SYSTEM_TENANT = 'aviary';

const developer = [
  'tasks.can_view',
  'tasks.can_complete',
  'tasks.can_be_assigned',
  'accounting.can_view_own',
  'people.can_view',
] as const;

const manager = [
  'tasks.can_view',
  'tasks.can_complete',
  'tasks.can_add',
  'tasks.can_reassign',
  'accounting.can_view_own',
  'accounting.can_view_earnings',
  'people.can_view',
] as const;

const auditor = [
  'tasks.can_view',
  'accounting.can_view_own',
  'accounting.can_view_all',
  'accounting.can_view_earnings',
  'accounting.can_propose_correction',
  'people.can_view',
] as const;

/** Everything but being given tasks, which is for those who do them. */
const admin = PERMISSIONS.filter((permission) => permission !== 'tasks.can_be_assigned');

const operator = [
  'ops.can_view',
  'ops.can_change',
  'tenants.can_view',
  'tenants.can_change',
  'people.can_view',
] as const;

const company: RoleTable = { developer, manager, auditor, admin };
const system: RoleTable = { ...company, operator };

/** The roles that a tenant starts with, and what they allow. */
export function defaultRoles(tenant: string): RoleTable {
  return tenant === SYSTEM_TENANT ? system : company;
}

/** Each role once, in alphabetical order: two sets of roles are equal if their lists are. */
export function roleSet(roles: readonly string[]): string[] {
  return [...new Set(roles)].sort();
}

/**
 * Everything that the roles allow together, in alphabetical order.
 *
 * @throws DomainError `unknown-role` for a role that the table does not have
 */
export function permissionsOf(roles: readonly string[], table: RoleTable): Permission[] {
  const allowed = new Set<Permission>();
  for (const role of roles) {
    const permissions = Object.hasOwn(table, role) ? table[role] : undefined;
    if (!permissions)
      throw invalid('unknown-role', `There is no such role; there are ${Object.keys(table).join(', ')}.`, {
        field: 'roles',
      });
    for (const permission of permissions) allowed.add(permission);
  }
  return [...allowed].sort();
}
