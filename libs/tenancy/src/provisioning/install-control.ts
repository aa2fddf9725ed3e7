import type pg from 'pg';
import { inTransaction } from '../connection.js';
import { SYSTEM_TENANT } from '../names.js';
import { readSql, renderSql } from '../sql.js';
import { type Provisioner, provisioningAlone } from './provisioner.js';
import { makeRoles } from './roles.js';

/** In this order: functions after the tables they read. Each may be run again. */
const OBJECTS = [
  'control-tenants',
  'control-signing-keys',
  'control-consumers',
  'control-witnesses',
  'control-leases',
  'control-person-keys',
  'function-session-tenant',
  'function-person-keys',
  'function-put-person-keys',
  'function-erase-person-key',
];

/**
 * Makes or upgrades what belongs to no tenant: the schema `control`, its functions, and for each service the role
 * `aviary_<service>` with exactly the rights it needs there.
 *
 * @param services names of the services that have a database
 */
export async function installControl(provisioner: Provisioner, services: readonly string[]): Promise<void> {
  await provisioningAlone(provisioner, (control) =>
    inTransaction(control, async () => {
      await control.query(readSql('control-schema'));
      await makeRoles(control, provisioner, SYSTEM_TENANT, services);
      await makeObjects(control, services);
    }),
  );
}

async function makeObjects(control: pg.Client, services: readonly string[]): Promise<void> {
  const texts = ['SET LOCAL ROLE aviary_control;', ...OBJECTS.map(readSql), 'RESET ROLE;'];
  texts.push(renderSql(readSql('control-service-rights'), { services }));
  await control.query(texts.join('\n'));
}
