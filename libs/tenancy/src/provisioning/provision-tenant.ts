import type pg from 'pg';
import { DEFAULT_SETTINGS, type TenantSettings } from '#libs/kernel';
import { type Server } from '../connection.js';
import { assertTenantName, SYSTEM_TENANT, unknownTenant } from '../names.js';
import { selectTenants, type Tenant } from '../registry-row.js';
import { type LogInstaller } from './installer.js';
import { type Provisioner, provisioningAlone } from './provisioner.js';
import { outOfShape } from './shapes.js';
import { type Provisioning, STEPS } from './steps.js';

/**
 * Over how many partitions of each topic tenants are spread. A tenant's log of a service lies in one partition for good,
 * so the number is fixed when the topics are made.
 */
export const PARTITIONS = 12;

export interface TenantRequest {
  readonly tenant: string;
  /** What it starts with, until its own log says otherwise. */
  readonly settings?: TenantSettings;
  /** Every service that works for tenants, and what it needs in their database. */
  readonly services: readonly LogInstaller[];
  readonly partitions?: number;
  /** Where its database goes; null (the default): beside the control database. */
  readonly server?: Server | null;
  /** False leaves it in state `provisioning`, in which nobody can use it yet. True by default. */
  readonly activate?: boolean;
}

/**
 * Makes a tenant: its place in the registry, roles, database, schemas and logs. Doing it again, or after a kill in the
 * middle, ends the same; a tenant that is there keeps its settings, server and partition.
 *
 * @throws DomainError `invalid-tenant-name` or `reserved-tenant-name` (400), naming the field
 */
export async function provisionTenant(provisioner: Provisioner, request: TenantRequest): Promise<Tenant> {
  const { tenant } = request;
  if (tenant !== SYSTEM_TENANT) assertTenantName(tenant);
  return provisioningAlone(provisioner, async (control) => {
    const provisioning = {
      settings: DEFAULT_SETTINGS,
      partitions: PARTITIONS,
      server: null,
      activate: true,
      ...request,
      provisioner,
      control,
    };
    await doAll(provisioning);
    return one(control, tenant);
  });
}

/**
 * Brings the database of a tenant to what this release needs: new services, new SQL, renewed passwords, and the rights on
 * the database itself, which a copy that was put in its place does not have.
 *
 * @returns whether there was anything to do
 * @throws DomainError `unknown-tenant` (404)
 */
export async function upgradeTenant(
  provisioner: Provisioner,
  tenant: string,
  services: readonly LogInstaller[],
): Promise<boolean> {
  return provisioningAlone(provisioner, async (control) => {
    const { settings } = await one(control, tenant);
    if (!(await outOfShape(provisioner, control, services)).includes(tenant)) return false;
    const request = { tenant, settings, services, partitions: PARTITIONS, server: null, activate: false };
    await doAll({ ...request, provisioner, control });
    return true;
  });
}

/** Every tenant whose database was finished, but is not as this release needs it; in the order of their names. */
export async function tenantsToUpgrade(
  provisioner: Provisioner,
  services: readonly LogInstaller[],
): Promise<readonly string[]> {
  return provisioningAlone(provisioner, async (control) => {
    const { rows } = await control.query<{ name: string }>(
      `SELECT name FROM control.tenants WHERE shape IS NOT NULL AND status <> 'provisioning' ORDER BY name`,
    );
    const others = new Set(await outOfShape(provisioner, control, services));
    return rows.map(({ name }) => name).filter((name) => others.has(name));
  });
}

async function doAll(provisioning: Provisioning): Promise<void> {
  for (const step of Object.values(STEPS)) await step(provisioning);
}

async function one(control: pg.Client, name: string): Promise<Tenant> {
  const found = (await selectTenants(control, name))[0];
  if (found === undefined) throw unknownTenant(name);
  return found;
}
