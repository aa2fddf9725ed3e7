import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { SERVICE_CONFIG, type ServiceConfig } from '#libs/platform';
import { Leases, TenantRegistry } from '#libs/tenancy';
import { ForgetMails } from './forget-mails.js';
import { SendDueMessages } from './send-due-messages.js';

const POLL_MS = 500;

/**
 * Looks through the tenants' outboxes for what is due. One instance sends for a tenant at a time (a lease), which only
 * spares people second mails: the outbox and the stable Message-ID make a repeat harmless.
 */
@Injectable()
export class Sender implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(Sender.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly tenants: TenantRegistry,
    private readonly leases: Leases,
    private readonly sendDue: SendDueMessages,
    private readonly forgetMails: ForgetMails,
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
  ) {}

  onApplicationBootstrap(): void {
    this.schedule();
  }

  /** Ends before the feeds do, since it waits for views. */
  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.running = this.round().finally(() => this.schedule());
    }, POLL_MS);
  }

  private async round(): Promise<void> {
    try {
      const names = (await this.tenants.list()).map(({ name }) => name);
      const held = await this.leases.acquire(names.map(leaseOf));
      for (const name of names) if (held.has(leaseOf(name))) await this.serve(name);
    } catch (error) {
      this.log.warn({ err: error }, 'the outboxes could not be looked through; tried again');
    }
  }

  private async serve(tenant: string): Promise<void> {
    try {
      let mine = true;
      while (mine && !this.stopped && (await this.sendDue.execute(tenant)))
        mine = (await this.leases.renew([leaseOf(tenant)])).has(leaseOf(tenant));
      // Elsewhere nothing is received.
      if (this.config.mode === 'local') await this.forgetMails.execute(tenant);
    } catch (error) {
      this.log.warn({ err: error, tenant }, 'messages wait; tried again');
    }
  }
}

const leaseOf = (tenant: string): string => `notifier.sender/${tenant}`;
