import pg from 'pg';
import { DataSource } from 'typeorm';
import { type ServiceConfig } from '#libs/platform';
import { BudgetedPool, poolOptions } from './budgeted-pool.js';
import { type ConnectionBudget } from './connection-budget.js';
import { DataSourceLog } from './data-source-log.js';
import { migrate, MIGRATIONS_TABLE } from './migrations.js';
import { type Persistence } from './persistence.js';
import { type Tenant } from './registry-row.js';
import { roleConnection } from './role-connection.js';
import { asUnavailable } from './trouble.js';

export interface OpenDatabase {
  readonly pool: BudgetedPool;
  readonly dataSource: DataSource;
}

/** What TypeORM takes for the `pg` package: wherever it makes a pool, it is given ours. */
function driverWith(pool: pg.Pool): unknown {
  return {
    ...pg,
    Pool: function (): pg.Pool {
      return pool;
    },
  };
}

/**
 * Opens a tenant's database as the role of the service, and brings the service's schema up to date.
 *
 * @throws DomainError `database-unavailable` (503)
 */
export async function openDatabase(
  config: ServiceConfig,
  tenant: Pick<Tenant, 'name' | 'database' | 'host' | 'port'>,
  persistence: Persistence,
  budget: ConnectionBudget,
): Promise<OpenDatabase> {
  const { service, postgres, pools } = config;
  const server = { host: tenant.host ?? postgres.host, port: tenant.port ?? postgres.port };
  const connection = roleConnection(server, tenant.name, config, tenant.database);
  // Two at least: one holds the lock while migrations run on the other.
  const limits = { max: Math.max(2, pools.perTenant), idleMs: pools.idleMs, name: `aviary-${service}` };
  const pool = new BudgetedPool(poolOptions(connection, budget, limits));
  const dataSource = new DataSource({
    type: 'postgres',
    driver: driverWith(pool),
    database: tenant.database,
    schema: service,
    entities: [...persistence.entities],
    migrations: [...persistence.migrations],
    migrationsTableName: MIGRATIONS_TABLE,
    logger: new DataSourceLog(tenant.name),
    installExtensions: false,
    poolErrorHandler: () => {},
  });
  try {
    await dataSource.initialize();
    await migrate(dataSource, pool, service);
  } catch (error) {
    await (dataSource.isInitialized ? dataSource.destroy() : pool.ended ? undefined : pool.end());
    throw asUnavailable(error);
  }
  return { pool, dataSource };
}
