import { createHash } from 'node:crypto';
import type pg from 'pg';
import { deriveSecret } from '#libs/platform';
import { readSql } from '../sql.js';
import { type Provisioner } from './provisioner.js';

/** For whom a log is made. */
export interface LogOwner {
  readonly service: string;
  /** Owns the schema `<service>_log` and all that is made in it. */
  readonly ownerRole: string;
  /** As whom the service works; it has USAGE on the schema, whatever else it may do is granted by the installer. */
  readonly serviceRole: string;
  readonly tenant: string;
}

/** How the schemas of one service are filled in each tenant's database. */
export interface LogInstaller {
  readonly service: string;
  /** Whether it has a schema `<service>_log`; every service has one named like itself. */
  readonly hasLog: boolean;
  /** Differs whenever `install` would do something else: what is up to date is passed over. */
  readonly version: string;
  /**
   * Makes or upgrades the log. Called within a transaction, with the owner's role set. It must do no harm when
   * everything is there already.
   */
  install(client: pg.ClientBase, owner: LogOwner): Promise<void>;
}

const TEXTS = ['tenant-roles', 'tenant-person-keys', 'tenant-database', 'function-log-heads', 'function-log-epochs'];

/** A digest of all that provisioning makes in a tenant's database, and of the secrets it makes it with. */
export function shapeOf(provisioner: Provisioner, services: readonly LogInstaller[]): string {
  const hash = createHash('sha256');
  for (const text of TEXTS) hash.update(readSql(text));
  for (const { service, hasLog, version } of services)
    hash.update(JSON.stringify([service, hasLog, version, deriveSecret(provisioner.secretOf(service), 'shape')]));
  return hash.digest('hex');
}
