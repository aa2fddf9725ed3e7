import { describe, expect, test } from '@jest/globals';
import { DomainError } from '#libs/kernel';
import { defaultRoles, PERMISSIONS, permissionsOf, roleSet } from './roles.js';

const table = defaultRoles('popug');

describe('default roles', () => {
  test('only developers are given tasks', () => {
    const assignable = Object.keys(table).filter((role) => table[role]?.includes('tasks.can_be_assigned'));
    expect(assignable).toEqual(['developer']);
  });

  test('an admin may do everything else', () => {
    expect(new Set([...(table['admin'] ?? []), 'tasks.can_be_assigned'])).toEqual(new Set(PERMISSIONS));
  });

  test.each([
    ['developer', ['tasks.can_add', 'tasks.can_reassign', 'accounting.can_view_all', 'accounting.can_view_earnings']],
    ['manager', ['accounting.can_view_all', 'accounting.can_close', 'analytics.can_view']],
    ['auditor', ['tasks.can_add', 'tasks.can_complete', 'accounting.can_close', 'analytics.can_view']],
  ])('a %s may neither change people nor operate, nor %j', (role, forbidden) => {
    const allowed = permissionsOf([role], table) as string[];
    const never = ['people.can_change', 'ops.can_view', 'ops.can_change', 'tenants.can_change', 'imports.can_add'];
    expect([...forbidden, ...never].filter((permission) => allowed.includes(permission))).toEqual([]);
  });

  test('operators exist in the system tenant only', () => {
    expect(table).not.toHaveProperty('operator');
    expect(permissionsOf(['operator'], defaultRoles('aviary'))).toContain('ops.can_change');
  });
});

describe('permissionsOf', () => {
  test('is the union, each once, in alphabetical order', () => {
    const both = permissionsOf(['manager', 'developer'], table);
    expect(both).toEqual(
      [...new Set([...permissionsOf(['developer'], table), ...permissionsOf(['manager'], table)])].sort(),
    );
    expect(both).toContain('tasks.can_be_assigned');
    expect(both).toContain('tasks.can_reassign');
  });

  test('nobody without a role may do anything', () => {
    expect(permissionsOf([], table)).toEqual([]);
  });

  test.each(['operator', 'Admin', '', 'constructor', '__proto__'])('refuses the role %j', (role) => {
    expect(() => permissionsOf([role], table)).toThrow(DomainError);
    expect(() => permissionsOf([role], table)).toThrow(
      expect.objectContaining({ code: 'unknown-role', field: 'roles' }),
    );
  });
});

test('a set of roles has one form', () => {
  expect(roleSet(['manager', 'developer', 'manager'])).toEqual(['developer', 'manager']);
});
