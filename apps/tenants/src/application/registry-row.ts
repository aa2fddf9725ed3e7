import { Injectable } from '@nestjs/common';
import { EventLog } from '#libs/event-store';
import { foldFacts, type TenantSettings } from '#libs/kernel';
import { ControlDatabase, TenantRegistry } from '#libs/tenancy';
import { SETTINGS_STREAM, type TenantFact } from '../domain/tenant.js';
import { tenant as decider } from '../domain/tenant.decide.js';

/**
 * The settings in a tenant's row of the registry, where all services read them. They are folded from the tenant's own
 * log, each time from its beginning (a handful of events), so they can be made anew at any time.
 */
@Injectable()
export class RegistryRow {
  constructor(
    private readonly log: EventLog,
    private readonly control: ControlDatabase,
    private readonly registry: TenantRegistry,
  ) {}

  /**
   * Brings the row's settings to where the log is. A slower one that has read less of the log changes nothing; one that
   * has read a newer epoch of it does, though that may go back: then the log was put back, and the row is no part of it.
   *
   * @returns the settings; undefined if the log has none
   */
  async fold(tenant: string): Promise<TenantSettings | undefined> {
    const { epoch } = await this.log.head(tenant);
    const events = await this.log.readStream(tenant, SETTINGS_STREAM);
    const settings = foldFacts(decider, events as unknown as TenantFact[]);
    const last = events.at(-1)?.meta;
    if (settings === undefined || last === undefined) return undefined;
    await this.control.pool.query(
      `UPDATE control.tenants SET settings = $2, settings_epoch = $3, settings_position = $4
        WHERE name = $1 AND (settings_epoch, settings_position) <= ($3, $4)`,
      [tenant, JSON.stringify(settings), epoch, last.position],
    );
    this.registry.forget();
    return settings;
  }

  /** Lets everybody work with the tenant. */
  async activate(tenant: string): Promise<void> {
    await this.control.pool.query(
      `UPDATE control.tenants SET status = 'active' WHERE name = $1 AND status = 'provisioning'`,
      [tenant],
    );
    this.registry.forget();
  }
}
