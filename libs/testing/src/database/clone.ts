import { type Socket } from 'node:net';
import type pg from 'pg';
import { DEFAULT_SETTINGS, type TenantSettings } from '#libs/kernel';
import { rolePassword, SERVICES_WITH_LOG as services, serviceSecret } from '#libs/platform';
import { databaseOf, ownerRoleOf, serviceRoleOf } from '#libs/tenancy';
import { testParts } from '../parts.js';
import { asSuperuser } from './superuser.js';

export interface Clone {
  readonly tenant: string;
  readonly settings: Partial<TenantSettings>;
  readonly partition: number;
  readonly status: 'active' | 'provisioning';
}

/** Held while a template is made, and shared while it is copied, during which nobody may be connected to it. */
export const TEMPLATE_LOCK = `hashtextextended('aviary.test.template', 0)`;

/**
 * Makes a tenant with a copy of the template's database. Its roles log in with their own passwords, and have their rights
 * as members of the template's, who own and are granted what was copied.
 */
export async function cloneTenant(template: string, clone: Clone): Promise<void> {
  const { tenant, settings, partition, status } = clone;
  const database = databaseOf(tenant);
  await asSuperuser(async (client) => {
    await client.query(`SELECT pg_advisory_lock_shared(${TEMPLATE_LOCK})`);
    // By file: writing it all to the journal, which is what happens otherwise, takes twice as long.
    await client.query(`CREATE DATABASE "${database}" TEMPLATE "${databaseOf(template)}" STRATEGY file_copy`);
    await client.query(`REVOKE ALL ON DATABASE "${database}" FROM PUBLIC`);
    // As the real ones have it: see `scramVerifier`.
    await client.query('SET scram_iterations = 256');
    await client.query(services.map((service) => roleOf(template, tenant, service)).join('\n'));
    await client.query(`CREATE ROLE "${ownerRoleOf(tenant)}" NOLOGIN IN ROLE "${ownerRoleOf(template)}"`);
  });
  await asSuperuser(async (client) => {
    await client.query(
      `INSERT INTO control.tenants (name, "database", "partition", status, settings) VALUES ($1, $2, $3, $4, $5)`,
      [tenant, database, partition, status, JSON.stringify({ ...DEFAULT_SETTINGS, ...settings })],
    );
    await client.query(
      `INSERT INTO control.role_tenants (role, tenant, service)
       SELECT role, $1, service FROM unnest($2::text[], $3::text[]) AS r (role, service)`,
      [tenant, services.map((service) => serviceRoleOf(tenant, service)), services],
    );
  }, 'aviary');
  // A copy is another life of the logs, which the relays would have to look into; but nobody has seen anything of these.
  const lives = services.map((service) => `UPDATE "${service}_log".relay SET life = "${service}_log".life()`);
  await asSuperuser((client) => client.query(lives.join(';')), database);
}

/** Settings of a role are not inherited, so they are copied. */
function roleOf(template: string, tenant: string, service: string): string {
  const role = serviceRoleOf(tenant, service);
  const database = databaseOf(tenant);
  const password = rolePassword(serviceSecret(testParts().master, service), role);
  return `
    CREATE ROLE "${role}" LOGIN NOINHERIT PASSWORD '${password}';
    GRANT "${serviceRoleOf(template, service)}" TO "${role}" WITH INHERIT TRUE, SET FALSE;
    GRANT CONNECT ON DATABASE "${database}" TO "${role}";
    DO $$ DECLARE setting text; BEGIN
      FOREACH setting IN ARRAY (SELECT rolconfig FROM pg_roles WHERE rolname = '${serviceRoleOf(template, service)}') LOOP
        EXECUTE format('ALTER ROLE %I SET %s = %L', '${role}', split_part(setting, '=', 1), split_part(setting, '=', 2));
      END LOOP;
    END $$;`;
}

/** Takes the tenant out of the registry and removes its database and roles. */
export async function dropTenant(tenant: string): Promise<void> {
  await asSuperuser(async (client) => {
    for (const table of ['tenants WHERE name', 'role_tenants WHERE tenant', 'person_keys WHERE tenant'])
      await client.query(`DELETE FROM control.${table} = $1`, [tenant]);
  }, 'aviary');
  await asSuperuser(async (client) => {
    await client.query(`DROP DATABASE IF EXISTS "${databaseOf(tenant)}" WITH (FORCE)`);
    const roles = [ownerRoleOf(tenant), ...services.map((service) => serviceRoleOf(tenant, service))];
    await client.query(roles.map((role) => `DROP ROLE IF EXISTS "${role}";`).join('\n'));
  });
}

/**
 * Connections of this process to the tenant's database that are still open, each told by who, as what and the last
 * statement. (Services of other test files may be at it too, if the tenant is active; theirs are not ours to count.)
 */
export async function openConnections(tenant: string): Promise<string[]> {
  const ports = ownPorts();
  return asSuperuser(async (client: pg.Client) => {
    const { rows } = await client.query<{ told: string }>(
      `SELECT format('%s (%s): %s', usename, application_name, query) AS told
       FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend' AND client_port = ANY ($2)`,
      [databaseOf(tenant), ports],
    );
    return rows.map(({ told }) => told);
  });
}

/** The local ports of this process's connections to PostgreSQL. Node tells them by nothing but this old function. */
function ownPorts(): number[] {
  const handles = (process as unknown as { _getActiveHandles(): Partial<Socket>[] })._getActiveHandles();
  return handles.flatMap(({ remotePort, localPort }) =>
    remotePort === testParts().postgres.port && localPort !== undefined ? [localPort] : [],
  );
}
