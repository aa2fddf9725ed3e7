import { type DynamicModule, Module } from '@nestjs/common';
import { Alarms } from './alarms.js';
import { ControlDatabase } from './control-database.js';
import { DatabaseHealth } from './database-health.js';
import { Leases } from './leases.js';
import { PERSISTENCE, type Persistence } from './persistence.js';
import { PersonKeys } from './person-keys.js';
import { TenantDatabases } from './tenant-databases.js';
import { TenantRegistry } from './tenant-registry.js';
import { Witnesses } from './witnesses.js';

const PARTS = [ControlDatabase, TenantRegistry, TenantDatabases, PersonKeys, Leases, Witnesses, Alarms];

/** The tenants, their databases and the control database, for every room of a service. */
@Module({})
export class TenancyModule {
  /** @param persistence what the service keeps in each tenant's database; migrations run when one is first opened */
  static forService(persistence: Persistence): DynamicModule {
    return {
      module: TenancyModule,
      global: true,
      providers: [{ provide: PERSISTENCE, useValue: persistence }, ...PARTS, DatabaseHealth],
      exports: PARTS,
    };
  }
}
