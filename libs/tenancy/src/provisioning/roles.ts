import type pg from 'pg';
import { rolePassword } from '#libs/platform';
import { serviceRoleOf } from '../names.js';
import { scramVerifier } from '../scram.js';
import { readSql, renderSql } from '../sql.js';
import { type Provisioner } from './provisioner.js';

/** Makes the roles of a tenant, or renews their passwords and settings, on the server the client is connected to. */
export async function makeRoles(
  client: pg.Client,
  provisioner: Provisioner,
  tenant: string,
  services: readonly string[],
): Promise<void> {
  const verifiers = await Promise.all(
    services.map(async (service) => {
      const password = rolePassword(provisioner.secretOf(service), serviceRoleOf(tenant, service));
      return [service, await scramVerifier(password)] as const;
    }),
  );
  const variables = { tenant, verifiers: JSON.stringify(Object.fromEntries(verifiers)) };
  await client.query(renderSql(readSql('tenant-roles'), variables));
}
