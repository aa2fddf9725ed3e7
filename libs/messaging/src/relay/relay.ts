import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { topic } from '#libs/contracts';
import { EventLog } from '#libs/event-store';
import { TenantRegistry } from '#libs/tenancy';
import { pauseAfter } from '../common/back-off.js';
import { pause } from '../common/pause.js';
import { TenantRounds } from '../common/tenant-rounds.js';
import { TopicHealth } from '../kafka/topic-health.js';
import { MESSAGING_SETTINGS, type MessagingSettings } from '../settings.js';
import { TenantRelay } from './tenant-relay.js';

/**
 * Ships the log of this service, of every tenant, to the service's topic.
 *
 * Why: an event is a fact when it is in the log; others learn of it from the topic. So the log is the outbox, and shipping
 * is copying: each tenant's events in the order of their positions, into the partition that is the tenant's for good,
 * unchanged but for the wire prefix and the metadata in front. What readers rely on is only that a record never comes
 * before the one with the position below it; a record may come again.
 *
 * Of one tenant's log, at any time: *idle* (all is shipped) → *shipping* (read what comes after the progress that is
 * stored in the log's own schema, send it as one request, wait for the broker's word that all in-sync replicas have it,
 * store the progress, and so on) → idle; from shipping, or instead of it, *waiting* (the broker, the database or the
 * registry of tenants is away: a pause, doubling up to a second, then again from the stored progress) or *elsewhere*
 * (another instance has the lease). It is woken by each append of this process, and by a look once a second for what
 * others append. A consumer that misses something leaves a request, and the progress is put back to before it.
 *
 * There is one request of a tenant under way at a time, so order needs nothing more from broker or client: a request of
 * which nobody knows whether it was written is sent again, and readers drop repeats. The lease saves two instances from
 * shipping the same; if both do for a moment, readers see repeats. Progress only ever says what the broker has confirmed,
 * so a crash at any point repeats, and never skips.
 *
 * Trade-offs: one request at a time costs throughput per tenant (a megabyte per round trip, some thousands of events), not
 * over all tenants, of which several are shipped side by side. Memory is bounded by that number times two requests.
 */
@Injectable()
export class Relay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('Relay');
  private readonly rounds: TenantRounds;
  private readonly stopping = new AbortController();
  private started: Promise<void> | undefined;
  private unlisten: (() => void) | undefined;

  constructor(
    private readonly eventLog: EventLog,
    private readonly tenants: TenantRegistry,
    private readonly relay: TenantRelay,
    private readonly topics: TopicHealth,
    @Inject(MESSAGING_SETTINGS) private readonly settings: MessagingSettings,
  ) {
    this.rounds = new TenantRounds(
      {
        tenants: () => this.poll(),
        visit: (tenant) => this.relay.visit(tenant),
        failed: (tenant, error) => this.failed(tenant, error),
      },
      settings,
    );
  }

  onApplicationBootstrap(): void {
    this.start();
  }

  start(): void {
    this.started ??= this.begin();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.stop();
  }

  /** Waits for what is under way, and leaves the logs to others. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.unlisten?.();
    await this.started;
    await this.rounds.stop();
    await this.relay.close();
  }

  /** The topic must be there, and right, before anything goes into it. The broker may be away for long. */
  private async begin(): Promise<void> {
    const { signal } = this.stopping;
    for (let failures = 1; !signal.aborted; failures += 1) {
      try {
        await this.topics.ensure([topic(this.eventLog.service)]);
        break;
      } catch (error) {
        if (failures === 1) this.log.warn('the broker is away; logs are shipped when it is back', { err: error });
        await pause(pauseAfter(failures, this.settings.backOffMs), signal);
      }
    }
    if (signal.aborted) return;
    this.unlisten = this.eventLog.onAppended((tenant) => this.rounds.wake(tenant));
    this.rounds.start();
  }

  private async poll(): Promise<readonly string[]> {
    for (const tenant of await this.relay.readRequests()) this.rounds.wake(tenant);
    return (await this.tenants.list({ system: true })).map(({ name }) => name);
  }

  private failed(tenant: string | undefined, error: unknown): void {
    if (tenant === undefined) this.log.warn('the tenants cannot be listed', { err: error });
    else this.relay.failed(tenant, error);
  }
}
