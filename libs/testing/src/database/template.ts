import { createHash } from 'node:crypto';
import type pg from 'pg';
import { logInstaller } from '#libs/event-store';
import { SERVICES_WITH_LOG as services } from '#libs/platform';
import {
  bootstrapCluster,
  databaseOf,
  installControl,
  type LogInstaller,
  provisionerOf,
  provisionTenant,
  upgradeTenant,
} from '#libs/tenancy';
import { testParts } from '../parts.js';
import { dropTenant, TEMPLATE_LOCK } from './clone.js';
import { asSuperuser, superuser } from './superuser.js';

/** What all databases made from it begin with, besides what provisioning makes. */
export interface Template {
  /** Stands for what `fill` does: another content needs another name. */
  readonly name: string;
  /** Fills the template once; `client` is a superuser in its database. */
  fill(client: pg.Client): Promise<void>;
}

/**
 * Sees to it that a template is there: a tenant like any other, provisioned for real, in which nobody works. Whoever
 * comes first in a test run makes it; the others wait.
 *
 * @returns the template's tenant name
 */
export async function readyTemplate(template: Template | undefined): Promise<string> {
  const installers = services.map((service) => logInstaller(service));
  const shape = JSON.stringify([installers, template?.name ?? '']);
  const tenant = `tpl-${createHash('sha256').update(shape).digest('hex').slice(0, 12)}`;
  await asSuperuser(async (client) => {
    if (await isReady(client, tenant)) return;
    await client.query(`SELECT pg_advisory_lock(${TEMPLATE_LOCK})`);
    if (await isReady(client, tenant)) return;
    await make(tenant, installers);
    if (template) await fill(tenant, template);
    await client.query(`COMMENT ON DATABASE "${databaseOf(tenant)}" IS '${run()}'`);
  });
  return tenant;
}

/** Set anew by the global set-up of each run: a template of an earlier run may be out of date. */
const run = () => process.env.AVIARY_TEST_RUN ?? '';

async function isReady(client: pg.Client, tenant: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT FROM pg_database WHERE datname = $1 AND shobj_description(oid, 'pg_database') = nullif($2, '')`,
    [databaseOf(tenant), run()],
  );
  return rowCount === 1;
}

/** It stays in state "provisioning", so no service of any test works in it. */
async function make(tenant: string, installers: readonly LogInstaller[]): Promise<void> {
  const { master, postgres } = testParts();
  const provisioner = provisionerOf(postgres, master);
  await bootstrapCluster(superuser(), master);
  await installControl(provisioner, services);
  try {
    await upgradeTenant(provisioner, tenant, installers);
  } catch {
    // There is none; or parts outlived a run, and the SQL it was made of has since been rewritten rather than added to.
    await dropTenant(tenant);
    await provisionTenant(provisioner, { tenant, services: installers, activate: false });
  }
}

async function fill(tenant: string, template: Template): Promise<void> {
  await asSuperuser(async (client) => {
    await client.query('CREATE TABLE IF NOT EXISTS aviary.test_template (name text PRIMARY KEY)');
    const { rowCount } = await client.query('SELECT FROM aviary.test_template WHERE name = $1', [template.name]);
    if (rowCount === 1) return;
    await template.fill(client);
    await client.query('INSERT INTO aviary.test_template VALUES ($1)', [template.name]);
  }, databaseOf(tenant));
}
