import type pg from 'pg';
import { type TenantSettings } from '#libs/kernel';
import { inTransaction, type Server } from '../connection.js';
import { CONTROL_DATABASE, databaseOf, ownerRoleOf, serviceRoleOf } from '../names.js';
import { readSql, renderSql } from '../sql.js';
import { createDatabase } from './bootstrap-cluster.js';
import { type LogInstaller, shapeOf } from './installer.js';
import { asProvisioner, type Provisioner } from './provisioner.js';
import { makeRoles } from './roles.js';
import { shapeComment } from './shapes.js';

/** What a step works with. */
export interface Provisioning {
  readonly provisioner: Provisioner;
  /** A connection to the control database that holds the provisioning lock. */
  readonly control: pg.Client;
  readonly tenant: string;
  readonly settings: TenantSettings;
  /** Where the database goes; null: beside the control database. Ignored when the tenant has a row already. */
  readonly server: Server | null;
  readonly partitions: number;
  readonly services: readonly LogInstaller[];
  readonly activate: boolean;
}

/** Services that may erase a person's key: that cannot be undone, so it is only where persons are registered. */
const ERASERS = ['auth'];

const names = (services: readonly LogInstaller[]): string[] => services.map(({ service }) => service);

/**
 * The steps from a name to a tenant that works. Each is done whole or not at all and does no harm when it was done
 * before, so after a kill in the middle of it all, doing all of them again ends the same.
 */
export const STEPS = { enter, makeRolesElsewhere, makeDatabase, fillDatabase, finish } as const;

/** The registry row, the roles, and their way to the keys of persons. */
async function enter(work: Provisioning): Promise<void> {
  const { control, tenant, services, server } = work;
  const row = {
    tenant,
    database: databaseOf(tenant),
    settings: JSON.stringify(work.settings),
    host: server?.host ?? '',
    port: server?.port ?? '',
    partitions: work.partitions,
  };
  const memberships = { tenant, services: names(services), erasers: ERASERS };
  await inTransaction(control, async () => {
    await control.query(renderSql(readSql('tenant-registry-row'), row));
    await makeRoles(control, work.provisioner, tenant, names(services));
    await control.query(renderSql(readSql('tenant-person-keys'), memberships));
  });
}

/** A tenant on a server of its own needs its roles there too. */
async function makeRolesElsewhere(work: Provisioning): Promise<void> {
  const server = await serverOf(work);
  if (server === undefined) return;
  await asProvisioner(
    work.provisioner,
    CONTROL_DATABASE,
    (client) => inTransaction(client, () => makeRoles(client, work.provisioner, work.tenant, names(work.services))),
    server,
  );
}

async function makeDatabase(work: Provisioning): Promise<void> {
  const database = databaseOf(work.tenant);
  const make = async (client: pg.Client): Promise<void> => {
    const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [database]);
    if (found.rowCount === 0) await client.query(createDatabase(database));
  };
  const server = await serverOf(work);
  await (server === undefined ? make(work.control) : asProvisioner(work.provisioner, CONTROL_DATABASE, make, server));
}

/** The schemas, the rights on them, the logs, and the functions that tell how far these have got, and in which epoch. */
async function fillDatabase(work: Provisioning): Promise<void> {
  const { tenant, services } = work;
  const database = databaseOf(tenant);
  const logs = names(services.filter(({ hasLog }) => hasLog));
  const variables = { tenant, database, services: names(services), logs, owner: ownerRoleOf(tenant) };
  const functions = ['function-log-heads', 'function-log-epochs'].map(readSql);
  const texts = [readSql('tenant-database'), 'SET LOCAL ROLE :"owner";', ...functions];
  await asProvisioner(
    work.provisioner,
    database,
    (client) =>
      inTransaction(client, async () => {
        await client.query(renderSql(texts.join('\n'), variables));
        for (const installer of services) if (installer.hasLog) await install(client, installer, tenant);
      }),
    await serverOf(work),
  );
}

function install(client: pg.Client, installer: LogInstaller, tenant: string): Promise<void> {
  const { service } = installer;
  return installer.install(client, {
    service,
    tenant,
    ownerRole: ownerRoleOf(tenant),
    serviceRole: serviceRoleOf(tenant, service),
  });
}

async function finish(work: Provisioning): Promise<void> {
  const { control, tenant, provisioner, services, activate } = work;
  const comment = shapeComment(databaseOf(tenant), shapeOf(provisioner, services));
  const say = async (client: pg.Client): Promise<unknown> => client.query(comment);
  const server = await serverOf(work);
  await (server === undefined ? say(control) : asProvisioner(provisioner, CONTROL_DATABASE, say, server));
  await control.query(
    `UPDATE control.tenants
        SET shape = $2, status = CASE WHEN $3 AND status = 'provisioning' THEN 'active' ELSE status END
      WHERE name = $1`,
    [tenant, shapeOf(provisioner, services), activate],
  );
}

/** The tenant's server by its row, if it is not the one of the control database. */
async function serverOf({ control, tenant }: Provisioning): Promise<Server | undefined> {
  const { rows } = await control.query<Server>(
    'SELECT host, port FROM control.tenants WHERE name = $1 AND host IS NOT NULL',
    [tenant],
  );
  return rows[0];
}
