import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { DEFAULT_SETTINGS } from '#libs/kernel';
import { HealthRegistry } from '#libs/platform';
import { installControl, SYSTEM_TENANT, tenantsToUpgrade, upgradeTenant } from '#libs/tenancy';
import { Installation } from './installation.js';
import { ProvisionTenant } from './provision-tenant.js';
import { RegistryRow } from './registry-row.js';

/**
 * What has to be there before any service works: the control database, the system tenant, and the database of every tenant
 * as this release needs it. It is done whenever this service starts, which is first of all, and again is harmless.
 */
@Injectable()
export class PrepareInstallation {
  private readonly log = new Logger(PrepareInstallation.name);
  private readonly failed = new Set<string>();

  constructor(
    private readonly installation: Installation,
    private readonly provision: ProvisionTenant,
    private readonly row: RegistryRow,
    health: HealthRegistry,
  ) {
    health.register('tenants', () => Promise.resolve(this.health()));
  }

  async execute(): Promise<void> {
    const { provisioner, services } = this.installation;
    await installControl(
      provisioner,
      services.map(({ service }) => service),
    );
    const context = { tenant: SYSTEM_TENANT, actor: 'system:tenants', correlationId: randomUUID() };
    await this.provision.make(context, SYSTEM_TENANT, DEFAULT_SETTINGS);
    for (const tenant of await tenantsToUpgrade(provisioner, services)) await this.upgrade(tenant);
  }

  /** One that cannot be upgraded, as its server may be away, keeps no other from working. */
  private async upgrade(tenant: string): Promise<void> {
    try {
      await upgradeTenant(this.installation.provisioner, tenant, this.installation.services);
      await this.row.fold(tenant);
      this.log.log({ tenant }, 'the database was upgraded');
    } catch (error) {
      this.failed.add(tenant);
      this.log.error({ tenant, err: error }, 'the database could not be upgraded');
    }
  }

  private health(): { state: 'ok' | 'degraded'; reason?: string } {
    if (this.failed.size === 0) return { state: 'ok' };
    return {
      state: 'degraded',
      reason: `The databases of ${this.failed.size} tenants are not upgraded; the log says which. A restart tries again.`,
    };
  }
}
