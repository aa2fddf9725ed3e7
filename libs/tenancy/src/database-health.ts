import { Injectable } from '@nestjs/common';
import { HealthRegistry, Metrics } from '#libs/platform';
import { ControlDatabase } from './control-database.js';
import { TenantDatabases } from './tenant-databases.js';

/** Tells whoever operates the service how it stands with its databases. */
@Injectable()
export class DatabaseHealth {
  constructor(health: HealthRegistry, metrics: Metrics, control: ControlDatabase, databases: TenantDatabases) {
    health.register('control database', async () => {
      await control.pool.query('SELECT 1');
      return { state: 'ok' };
    });
    const open = 'Databases of tenants that the service has open.';
    metrics.gauge('aviary_tenant_databases_open', open, [], (gauge) => gauge.set(databases.standing().open));
    const connections = 'Connections to databases of tenants.';
    metrics.gauge('aviary_tenant_connections', connections, ['state'], (gauge) => {
      const { idle, busy, waiting } = databases.standing();
      gauge.set({ state: 'idle' }, idle);
      gauge.set({ state: 'busy' }, busy);
      gauge.set({ state: 'waited-for' }, waiting);
    });
  }
}
