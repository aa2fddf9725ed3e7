import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type pg from 'pg';
import { SERVICE_CONFIG, type ServiceConfig } from '#libs/platform';
import { BudgetedPool, poolOptions } from './budgeted-pool.js';
import { inTransaction } from './connection.js';
import { processBudgets } from './budgets.js';
import { CONTROL_DATABASE, SYSTEM_TENANT } from './names.js';
import { roleConnection } from './role-connection.js';
import { asUnavailable } from './trouble.js';

const MAX_CONNECTIONS = 3;

/** The database of what belongs to no tenant, as the role `aviary_<service>`. Its tables are in the schema `control`. */
@Injectable()
export class ControlDatabase implements OnApplicationShutdown {
  readonly pool: pg.Pool;

  constructor(@Inject(SERVICE_CONFIG) config: ServiceConfig) {
    const connection = roleConnection(config.postgres, SYSTEM_TENANT, config, CONTROL_DATABASE);
    this.pool = new BudgetedPool(
      poolOptions(connection, processBudgets(config).control, {
        max: MAX_CONNECTIONS,
        idleMs: config.pools.idleMs,
        name: `aviary-${config.service}`,
      }),
    );
  }

  /** @throws DomainError `database-unavailable` (503) when the control database is away */
  async transaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    try {
      return await inTransaction(client, work);
    } catch (error) {
      throw asUnavailable(error);
    } finally {
      client.release();
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}
