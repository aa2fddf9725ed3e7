import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { EventLog } from '#libs/event-store';
import { TenantRegistry } from '#libs/tenancy';
import { RegistryRow } from './registry-row.js';

/**
 * Brings the registry's settings to where the tenants' logs are: when the service starts, since it may have been killed
 * between an event and its row; and when something was recorded, since that may be a new epoch of a log that was put back.
 */
@Injectable()
export class RefreshRegistry implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(RefreshRegistry.name);
  private stopping = false;
  private running: Promise<void> = Promise.resolve();
  private unlisten: (() => void) | undefined;

  constructor(
    private readonly log: EventLog,
    private readonly registry: TenantRegistry,
    private readonly row: RegistryRow,
  ) {}

  onApplicationBootstrap(): void {
    this.unlisten = this.log.onAppended((tenant) => {
      this.running = this.running.then(() => this.one(tenant));
    });
    this.running = this.execute();
  }

  onModuleDestroy(): Promise<void> {
    this.stopping = true;
    this.unlisten?.();
    return this.running;
  }

  private async execute(): Promise<void> {
    try {
      for (const { name } of await this.registry.list({ system: true })) {
        if (this.stopping) return;
        await this.one(name);
      }
    } catch (error) {
      this.logger.warn({ err: error }, 'the settings in the registry were not refreshed');
    }
  }

  private async one(tenant: string): Promise<void> {
    try {
      await this.row.fold(tenant);
    } catch (error) {
      this.logger.warn({ tenant, err: error }, 'the settings in the registry were not refreshed');
    }
  }
}
