import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Cron } from 'croner';
import { uuidv7 } from '#libs/kernel';
import { SERVICE_CONFIG, type ServiceConfig, Tracing } from '#libs/platform';
import { type Tenant, TenantRegistry } from '#libs/tenancy';
import { CloseBillingCycles } from './close-billing-cycles.js';
import { DueCycles } from './due-cycles.js';

/** By default every full minute: midnight in every time zone, and every closing time, is one of them. */
const patternOf = ({ clockSeconds }: Pick<ServiceConfig, 'clockSeconds'>): string =>
  clockSeconds === 60 ? '0 * * * * *' : `*/${clockSeconds} * * * * *`;

/**
 * The clock that closes the day. It asks each minute (`AVIARY_CLOCK_SECONDS`), for each tenant, which day is over and not
 * closed: the tenant's midnight is so met to the second, and days that were missed while nothing ran are caught up with at
 * the next start.
 */
@Injectable()
export class CloseOnSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(CloseOnSchedule.name);
  private cron: Cron | undefined;
  private ticking: Promise<void> = Promise.resolve();

  constructor(
    private readonly tenants: TenantRegistry,
    private readonly dueCycles: DueCycles,
    private readonly close: CloseBillingCycles,
    private readonly tracing: Tracing,
    @Inject(SERVICE_CONFIG) private readonly config: Pick<ServiceConfig, 'clockSeconds'>,
  ) {}

  onApplicationBootstrap(): void {
    const tick = async (): Promise<void> => await (this.ticking = this.tick());
    this.cron = new Cron(patternOf(this.config), { protect: true, unref: true }, tick);
    void this.cron.trigger();
  }

  /** Ends before the feeds do, since a close waits for views. What it leaves undone is due at the next start. */
  async onModuleDestroy(): Promise<void> {
    this.cron?.stop();
    await this.ticking;
  }

  /** Closes what is due; a tenant that cannot be closed now is tried again the next time. */
  private async tick(): Promise<void> {
    try {
      for (const tenant of await this.tenants.list()) await this.closeDue(tenant);
    } catch (error) {
      this.log.warn({ err: error }, 'the tenants could not be looked through for cycles to close');
    }
  }

  private async closeDue(tenant: Tenant): Promise<void> {
    try {
      const through = await this.dueCycles.of(tenant);
      if (through === null) return;
      const context = { tenant: tenant.name, actor: 'system:clock', correlationId: uuidv7() };
      const attributes = { 'aviary.tenant': tenant.name, 'aviary.correlation_id': context.correlationId };
      const { closed, payouts } = await this.tracing.begin('close cycles', { attributes }, () =>
        this.close.execute(context, through),
      );
      this.log.log({ tenant: tenant.name, through, closed, payouts }, 'closed the cycles that were due');
    } catch (error) {
      this.log.warn({ err: error, tenant: tenant.name }, 'the due cycles are not closed yet; tried again soon');
    }
  }
}
