import { Injectable, Logger } from '@nestjs/common';
import { forbidden, unavailable } from '#libs/kernel';
import { ControlDatabase } from './control-database.js';
import { SYSTEM_TENANT, unknownTenant } from './names.js';
import { selectTenants, type Tenant } from './registry-row.js';

/** How old what is known may be before it is read again. */
const FRESH_MS = 1_000;
/** A name that is not known is looked for more eagerly: it may have been made just now. */
const FRESH_FOR_UNKNOWN_MS = 50;
/** And one that is being made each time: whoever has made it says so, and is believed. */
const FRESH_FOR_NOT_READY_MS = 0;

interface Snapshot {
  readonly tenants: ReadonlyMap<string, Tenant>;
  readonly readAt: number;
}

/**
 * Which tenants there are. The whole registry is read at once, at most every second, and by one query at a time; while
 * the control database is away, what was known last still holds.
 */
@Injectable()
export class TenantRegistry {
  private readonly log = new Logger(TenantRegistry.name);
  private known: Snapshot = { tenants: new Map(), readAt: Number.NEGATIVE_INFINITY };
  private refreshing: Promise<Snapshot> | undefined;
  private forgottenAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly control: ControlDatabase) {}

  /**
   * @throws DomainError `unknown-tenant` (404), `tenant-not-ready` (503) while it is being made, `tenant-suspended` (403)
   */
  async get(name: string): Promise<Tenant> {
    const tenant = await this.find(name);
    if (tenant === undefined) throw unknownTenant(name);
    if (tenant.status === 'provisioning')
      throw unavailable('tenant-not-ready', `Tenant "${name}" is being set up; please try again.`);
    if (tenant.status === 'suspended') throw forbidden('tenant-suspended', `Tenant "${name}" is suspended.`);
    return tenant;
  }

  /** The tenant whatever its state, if there is one. */
  async find(name: string): Promise<Tenant | undefined> {
    const found = (await this.current(FRESH_MS)).tenants.get(name);
    if (found === undefined) return (await this.current(FRESH_FOR_UNKNOWN_MS)).tenants.get(name);
    if (found.status !== 'provisioning') return found;
    return (await this.current(FRESH_FOR_NOT_READY_MS)).tenants.get(name);
  }

  /**
   * Every active tenant, in the order of names.
   *
   * @param options system: with the system tenant, which is no company
   */
  async list({ system = false } = {}): Promise<Tenant[]> {
    return (await this.all()).filter(({ name, status }) => status === 'active' && (system || name !== SYSTEM_TENANT));
  }

  /** Every tenant whatever its state, in the order of names. */
  async all(): Promise<Tenant[]> {
    return [...(await this.current(FRESH_MS)).tenants.values()];
  }

  /** Lets the next question read anew: after a change made by the same process. */
  forget(): void {
    this.known = { ...this.known, readAt: Number.NEGATIVE_INFINITY };
    // What is on its way may have been read before the change.
    this.refreshing = undefined;
    this.forgottenAt = performance.now();
  }

  private async current(freshMs: number): Promise<Snapshot> {
    if (performance.now() - this.known.readAt <= freshMs) return this.known;
    const refreshing = (this.refreshing ??= this.refresh());
    try {
      return await refreshing;
    } finally {
      if (this.refreshing === refreshing) this.refreshing = undefined;
    }
  }

  private async refresh(): Promise<Snapshot> {
    const before = this.known;
    const startedAt = performance.now();
    try {
      const tenants = await selectTenants(this.control.pool);
      return this.remember({ tenants: new Map(tenants.map((tenant) => [tenant.name, tenant])), readAt: startedAt });
    } catch (error) {
      if (before.tenants.size === 0) throw error;
      this.log.warn({ err: error }, 'the registry cannot be read; what was known last still holds');
      return this.remember({ ...before, readAt: performance.now() });
    }
  }

  /** An answer from before a change that the same process made is not remembered. */
  private remember(snapshot: Snapshot): Snapshot {
    if (snapshot.readAt >= this.forgottenAt) this.known = snapshot;
    return snapshot;
  }
}
