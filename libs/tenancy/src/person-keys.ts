import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { SERVICE_CONFIG, type ServiceConfig } from '#libs/platform';
import { BudgetedPool, poolOptions } from './budgeted-pool.js';
import { processBudgets } from './budgets.js';
import { CONTROL_DATABASE } from './names.js';
import { roleConnection } from './role-connection.js';
import { asUnavailable } from './trouble.js';

/** The keys are kept in memory by those who seal; so there are few questions, and the pools of most tenants are empty. */
const MAX_CONNECTIONS = 2;
const IDLE_MS = 5_000;

/** The wrapped key of a person by the person's UUID; null: erased. */
export type WrappedKeys = Map<string, Buffer | null>;

interface Row {
  person_id: string;
  wrapped: Buffer | null;
}

/**
 * The wrapped keys of persons, in the control database. It is asked as the tenant's own role, so that no mistake here can
 * ever give a key of another tenant.
 */
@Injectable()
export class PersonKeys implements OnApplicationShutdown {
  private readonly pools = new Map<string, BudgetedPool>();

  constructor(@Inject(SERVICE_CONFIG) private readonly config: ServiceConfig) {}

  /**
   * The keys that are stored: a person without one is not in the answer, an erased one is there with null.
   *
   * @throws DomainError `database-unavailable` (503), as the other methods too
   */
  read(tenant: string, personIds: readonly string[]): Promise<WrappedKeys> {
    if (personIds.length === 0) return Promise.resolve(new Map());
    return this.query(tenant, 'SELECT person_id, wrapped FROM control.person_keys($1)', [personIds]);
  }

  /**
   * Stores a key for each person who has none.
   *
   * @returns what is stored for each: the key of whoever came first, or null for an erased person
   */
  put(tenant: string, keys: ReadonlyMap<string, Buffer>): Promise<WrappedKeys> {
    if (keys.size === 0) return Promise.resolve(new Map());
    const text = 'SELECT person_id, wrapped_key AS wrapped FROM control.put_person_keys($1, $2)';
    return this.query(tenant, text, [[...keys.keys()], [...keys.values()]]);
  }

  /** Destroys the key for good. Only services whose roles may do that can: those where persons are registered. */
  async erase(tenant: string, personId: string): Promise<void> {
    await this.query(tenant, 'SELECT $1::uuid AS person_id, NULL AS wrapped FROM control.erase_person_key($1)', [
      personId,
    ]);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.pools.values()].map((pool) => pool.end()));
    this.pools.clear();
  }

  private async query(tenant: string, text: string, values: unknown[]): Promise<WrappedKeys> {
    try {
      const { rows } = await this.poolOf(tenant).query<Row>(text, values);
      return new Map(rows.map(({ person_id: id, wrapped }) => [id, wrapped]));
    } catch (error) {
      throw asUnavailable(error);
    }
  }

  private poolOf(tenant: string): BudgetedPool {
    let pool = this.pools.get(tenant);
    if (pool === undefined) {
      const { config } = this;
      const connection = roleConnection(config.postgres, tenant, config, CONTROL_DATABASE);
      const limits = { max: MAX_CONNECTIONS, idleMs: IDLE_MS, name: `aviary-${config.service}` };
      pool = new BudgetedPool(poolOptions(connection, processBudgets(config).control, limits));
      this.pools.set(tenant, pool);
    }
    return pool;
  }
}
