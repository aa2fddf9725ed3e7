import type pg from 'pg';
import { rolePassword, serviceSecret } from '#libs/platform';
import { type Connection, type Server, withConnection } from '../connection.js';
import { CONTROL_DATABASE } from '../names.js';

export const PROVISIONER_ROLE = 'aviary_provisioner';

/** Who makes tenants: it knows the server of the control database, and the secret of every service. */
export interface Provisioner {
  readonly server: Server;
  /** The secret the passwords of the service's roles derive from. */
  secretOf(service: string): string;
}

/** The provisioner of an installation whose master secret is at hand. */
export function provisionerOf(server: Server, master: string): Provisioner {
  return { server, secretOf: (service) => serviceSecret(master, service) };
}

/** The provisioner acts for the tenants service, so its password derives from that one's secret. */
export function provisionerPassword(provisioner: Pick<Provisioner, 'secretOf'>): string {
  return rolePassword(provisioner.secretOf('tenants'), PROVISIONER_ROLE);
}

/** @param server the tenant's; by default the one of the control database */
export function asProvisioner<T>(
  provisioner: Provisioner,
  database: string,
  work: (client: pg.Client) => Promise<T>,
  server: Server = provisioner.server,
): Promise<T> {
  const connection: Connection = {
    host: server.host,
    port: server.port,
    user: PROVISIONER_ROLE,
    password: provisionerPassword(provisioner),
    database,
  };
  return withConnection(connection, work);
}

/**
 * Connects to the control database and lets nobody else provision meanwhile, in any process. The lock belongs to the
 * connection, so it ends with the process, however that ends.
 */
export function provisioningAlone<T>(provisioner: Provisioner, work: (control: pg.Client) => Promise<T>): Promise<T> {
  return asProvisioner(provisioner, CONTROL_DATABASE, async (control) => {
    await control.query(`SELECT pg_advisory_lock(hashtextextended('aviary.provisioning', 0))`);
    return work(control);
  });
}
