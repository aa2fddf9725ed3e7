import { Module } from '@nestjs/common';
import { EventStoreModule } from '#libs/event-store';
import { type ServiceDefinition } from '#libs/http';
import { MessagingModule } from '#libs/messaging';
import { TenancyModule } from '#libs/tenancy';
import { ChangeSettings } from './application/change-settings.js';
import { Installation } from './application/installation.js';
import { ListTenants } from './application/list-tenants.js';
import { PrepareInstallation } from './application/prepare-installation.js';
import { ProvisionTenant } from './application/provision-tenant.js';
import { ReadSettings } from './application/read-settings.js';
import { RefreshRegistry } from './application/refresh-registry.js';
import { RegistryRow } from './application/registry-row.js';
import { CurrentTenantController } from './http/current-tenant.controller.js';
import { SettingsController } from './http/settings.controller.js';
import { TenantsController } from './http/tenants.controller.js';
import { TenantsRequests } from './http/tenants.requests.js';

@Module({
  imports: [
    TenancyModule.forService({ migrations: [], entities: [] }),
    EventStoreModule.forService({ service: 'tenants' }),
    MessagingModule.forService({ service: 'tenants', hasLog: true }),
  ],
  controllers: [CurrentTenantController, SettingsController, TenantsController],
  providers: [
    ...[Installation, RegistryRow, PrepareInstallation, RefreshRegistry],
    ...[ProvisionTenant, ListTenants, ReadSettings, ChangeSettings, TenantsRequests],
  ],
})
export class TenantsModule {}

/** Starts first of all services: before it is initialised, what the others need is there. */
export const tenants: ServiceDefinition = {
  name: 'tenants',
  module: TenantsModule,
  configure: (app) => app.get(PrepareInstallation).execute(),
};
