import { type TenantSettings } from '#libs/kernel';
import type pg from 'pg';

export type TenantStatus = 'provisioning' | 'active' | 'suspended';

/** A tenant as the registry knows it. */
export interface Tenant {
  readonly name: string;
  readonly database: string;
  /** null: the configured server, as for most. */
  readonly host: string | null;
  readonly port: number | null;
  /** Of every topic: all events of the tenant lie in it. */
  readonly partition: number;
  readonly status: TenantStatus;
  readonly settings: TenantSettings;
}

/** The tenants of the registry, whatever their state, in the order of their names; or only the one named. */
export async function selectTenants(client: Pick<pg.Pool | pg.ClientBase, 'query'>, name?: string): Promise<Tenant[]> {
  const { rows } = await (client as pg.ClientBase).query<Tenant>(
    `SELECT name, "database", host, port, "partition", status, settings
       FROM control.tenants
      WHERE $1::text IS NULL OR name = $1
      ORDER BY name`,
    [name ?? null],
  );
  return rows;
}
