import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { TenantRegistry } from '#libs/tenancy';
import { RegistryRow } from './registry-row.js';

/**
 * Brings the registry's settings to where the tenants' logs are, once, when the service starts: it may have been killed
 * between an event and its row.
 */
@Injectable()
export class RefreshRegistry implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(RefreshRegistry.name);
  private stopping = false;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly registry: TenantRegistry,
    private readonly row: RegistryRow,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.execute();
  }

  onModuleDestroy(): Promise<void> {
    this.stopping = true;
    return this.running;
  }

  private async execute(): Promise<void> {
    try {
      for (const { name } of await this.registry.list({ system: true })) {
        if (this.stopping) return;
        await this.one(name);
      }
    } catch (error) {
      this.log.warn({ err: error }, 'the settings in the registry were not refreshed');
    }
  }

  private async one(tenant: string): Promise<void> {
    try {
      await this.row.fold(tenant);
    } catch (error) {
      this.log.warn({ tenant, err: error }, 'the settings in the registry were not refreshed');
    }
  }
}
