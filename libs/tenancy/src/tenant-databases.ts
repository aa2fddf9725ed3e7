import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type EntitySchema } from 'typeorm';
import { unavailable } from '#libs/kernel';
import { SERVICE_CONFIG, type ServiceConfig } from '#libs/platform';
import { processBudgets } from './budgets.js';
import { OpenTenant } from './open-tenant.js';
import { unknownTenant } from './names.js';
import { PERSISTENCE, type Persistence } from './persistence.js';
import { type Tenant } from './registry-row.js';
import { type TenantDatabase } from './tenant-database.js';
import { TenantRegistry } from './tenant-registry.js';

/**
 * The service's doors to the databases of all tenants: opened on demand, shared by all who ask meanwhile, closed when
 * idle for long or when too many are open in the process.
 */
@Injectable()
export class TenantDatabases implements OnApplicationShutdown {
  private readonly opened = new Map<string, OpenTenant>();
  private readonly entities: EntitySchema[];
  private readonly sweeper: NodeJS.Timeout;
  private closed = false;

  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
    @Inject(PERSISTENCE) private readonly persistence: Persistence,
    private readonly registry: TenantRegistry,
  ) {
    this.entities = [...persistence.entities];
    const { idleMs } = config.pools;
    this.sweeper = setInterval(() => this.closeIdle(idleMs), Math.max(100, idleMs / 4)).unref();
  }

  /** Makes more tables known to TypeORM, in databases that are opened from now on: call it before the service starts. */
  addEntities(entities: readonly EntitySchema[]): void {
    this.entities.push(...entities);
  }

  /**
   * The tenant's database as the role of this service, with the service's schema up to date.
   *
   * @throws DomainError `unknown-tenant` (404); `database-unavailable`, `too-many-connections` (503)
   */
  async of(tenant: string): Promise<TenantDatabase> {
    const row = await this.registry.find(tenant);
    if (row === undefined) throw unknownTenant(tenant);
    if (this.closed) throw unavailable('shutting-down', 'The service is shutting down; please try again.');
    const known = this.opened.get(tenant);
    if (known?.isAt(row)) return known.use();
    // It has moved; the work that still goes on there ends in its own time.
    if (known) void known.close();
    return this.open(row).use();
  }

  /** How many databases are open, and what their connections do. */
  standing(): { open: number; idle: number; busy: number; waiting: number } {
    const standing = { open: this.opened.size, idle: 0, busy: 0, waiting: 0 };
    for (const { connections } of this.opened.values()) {
      standing.idle += connections.idle;
      standing.busy += connections.busy;
      standing.waiting += connections.waiting;
    }
    return standing;
  }

  /** Closes the tenant's database as soon as the work in it is done; the next who asks opens it anew. */
  async forget(tenant: string): Promise<void> {
    await this.opened.get(tenant)?.close();
  }

  /** Closes all; afterwards none can be opened. */
  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.sweeper);
    await Promise.all([...this.opened.values()].map((tenant) => tenant.close()));
  }

  onApplicationShutdown(): Promise<void> {
    return this.close();
  }

  private open(row: Tenant): OpenTenant {
    const { open } = processBudgets(this.config);
    const persistence = { ...this.persistence, entities: this.entities };
    const tenant = new OpenTenant(row, this.config, persistence, (closed) => {
      open.remove(closed);
      if (this.opened.get(row.name) === closed) this.opened.delete(row.name);
    });
    this.opened.set(row.name, tenant);
    open.add(tenant);
    return tenant;
  }

  private closeIdle(idleMs: number): void {
    const before = Date.now() - idleMs;
    for (const tenant of this.opened.values()) if (!tenant.busy && tenant.lastUsed < before) void tenant.close();
  }
}
