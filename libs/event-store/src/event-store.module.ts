import { StatusRegistry } from '#libs/platform';
import { TenantRegistry } from '#libs/tenancy';
import { Module, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import { EventLog, LOG_SERVICE } from './event-log.js';
import { Sealing } from './sealing/sealing.js';

/** Gives a service its log and the sealing of personal data. */
@Module({})
export class EventStoreModule implements OnModuleInit {
  constructor(
    private readonly log: EventLog,
    private readonly tenants: TenantRegistry,
    private readonly status: StatusRegistry,
  ) {}

  /** @param service whose log it is; `TenancyModule` and `PlatformModule` have to be there */
  static forService({ service }: { readonly service: string }): DynamicModule {
    return {
      module: EventStoreModule,
      global: true,
      providers: [{ provide: LOG_SERVICE, useValue: service }, EventLog, Sealing],
      exports: [EventLog, Sealing],
    };
  }

  onModuleInit(): void {
    this.status.contribute('logs', () => this.heads());
  }

  /** One row per tenant; a tenant whose database is away leaves the others visible. */
  private async heads(): Promise<object[]> {
    const tenants = await this.tenants.list({ system: true });
    const { service } = this.log;
    return Promise.all(
      tenants.map(({ name: tenant }) =>
        this.log.head(tenant).then(
          (head) => ({ tenant, service, ...head }),
          () => ({ tenant, service, error: 'Its database cannot be reached.' }),
        ),
      ),
    );
  }
}
