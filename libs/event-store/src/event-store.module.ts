import { CheckRegistry, type CheckReport, StatusRegistry } from '#libs/platform';
import { TenantRegistry } from '#libs/tenancy';
import { Module, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import { EventLog, LOG_SERVICE } from './event-log.js';
import { type ChainReport } from './verifying/verify-chain.js';
import { Sealing } from './sealing/sealing.js';

const BROKEN: Record<NonNullable<ChainReport['broken']>['what'], string> = {
  gap: 'the position before it is not there',
  hash: 'its columns do not give the hash that was chained when it was written',
  version: 'it does not follow the version of its stream before it',
  time: 'it was recorded before the event before it',
  head: 'the head of the log is not where the last event is, or has another hash',
};

/** Gives a service its log and the sealing of personal data. */
@Module({})
export class EventStoreModule implements OnModuleInit {
  constructor(
    private readonly log: EventLog,
    private readonly tenants: TenantRegistry,
    private readonly status: StatusRegistry,
    private readonly checks: CheckRegistry,
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
    this.checks.contribute('chain', (tenant) => this.chain(tenant));
  }

  private async chain(tenant: string): Promise<CheckReport> {
    const { events, broken } = await this.log.verifyChain(tenant);
    return { events, wrong: broken ? `position ${broken.position}: ${BROKEN[broken.what]}` : null };
  }

  /** One row per tenant; a tenant whose database is away leaves the others visible. */
  private async heads(): Promise<object[]> {
    const tenants = await this.tenants.list({ system: true });
    const { service } = this.log;
    return Promise.all(
      tenants.map(({ name: tenant }) =>
        this.log.head(tenant).then(
          ({ recordedAt, ...head }) => ({
            tenant,
            service,
            ...head,
            recordedAt: recordedAt > 0 ? new Date(recordedAt).toISOString() : null,
          }),
          () => ({ tenant, service, error: 'Its database cannot be reached.' }),
        ),
      ),
    );
  }
}
