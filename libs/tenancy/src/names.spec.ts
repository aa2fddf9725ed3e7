import { describe, expect, test } from '@jest/globals';
import { DomainError } from '#libs/kernel';
import { assertTenantName, databaseOf, ownerRoleOf, serviceRoleOf } from './names.js';

function refusalOf(name: string): DomainError {
  try {
    assertTenantName(name, 'body.name');
  } catch (error) {
    return error as DomainError;
  }
  throw new Error(`"${name}" was taken`);
}

describe('the name of a tenant', () => {
  test.each(['popug', 'a1', 'acme-corp', 'x'.repeat(31), 'a--b', 'pagoda'])('may be %s', (name) => {
    expect(() => assertTenantName(name)).not.toThrow();
  });

  test.each([
    '',
    'a',
    'x'.repeat(32),
    'Acme',
    '1acme',
    '-acme',
    'acme-',
    'acme_corp',
    'acme corp',
    'acme\n',
    'é1',
    "a'b",
  ])('is refused for its form: %j', (name) => {
    expect(refusalOf(name)).toMatchObject({ kind: 'invalid', code: 'invalid-tenant-name', field: 'body.name' });
  });

  test.each([
    'aviary',
    'postgres',
    'pg',
    'pgbouncer',
    'template1',
    'www',
    'api',
    'tasks',
    'gateway',
    'web',
    'current',
    'xn--e1afmkfd',
  ])('is refused as reserved: %s', (name) => {
    expect(refusalOf(name)).toMatchObject({ kind: 'invalid', code: 'reserved-tenant-name', field: 'body.name' });
  });
});

test('databases and roles are named after the tenant; the system tenant lives in the control database', () => {
  expect(databaseOf('acme')).toBe('tenant_acme');
  expect(databaseOf('aviary')).toBe('aviary');
  expect(ownerRoleOf('acme')).toBe('acme_owner');
  expect(serviceRoleOf('acme', 'tasks')).toBe('acme_tasks');
});
