import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { uuidv5 } from '#libs/kernel';
import { SERVICE_CONFIG, type ServiceConfig } from '#libs/platform';
import { Alarms, TenantDatabases } from '#libs/tenancy';
import { pauseAfter } from '../common/back-off.js';
import { inParallel } from '../common/in-parallel.js';
import { Subscriptions } from '../consuming/subscriptions.js';
import { makeLetterTable } from './letter-table.js';
import { markAnnounced, type Tally, tallyLetters, unannounced } from './letter-tally.js';

/** What waits for a consumer, for one tenant. */
export interface TenantTally extends Tally {
  readonly tenant: string;
}

const AT_ONCE = 4;
const FRESH_MS = 1_000;
const BACK_OFF = { first: 200, longest: 30_000 };
/** Together with what else is set aside at the moment. */
const GATHER_MS = 50;

/**
 * Knows for which tenants something was set aside here, so that not all of them have to be asked; and sees to it that
 * people are told of each key that is parked, once.
 */
@Injectable()
export class DeadLetterBook implements OnApplicationShutdown {
  private readonly log = new Logger('DeadLetters');
  private readonly noted = new Map<string, readonly TenantTally[]>();
  private readonly announcing = new Map<string, NodeJS.Timeout>();
  private counted: { readonly at: number; readonly tallies: Promise<readonly TenantTally[]> } | undefined;

  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: Pick<ServiceConfig, 'service'>,
    private readonly databases: TenantDatabases,
    private readonly subscriptions: Subscriptions,
    private readonly alarms: Alarms,
  ) {}

  /** Something waits for a consumer of this tenant, or did when somebody last looked. */
  note(tenant: string): void {
    if (!this.noted.has(tenant)) this.noted.set(tenant, []);
    this.counted = undefined;
    this.announceSoon(tenant, GATHER_MS, 0);
  }

  /** What waits. Of a tenant whose database is away, what waited when it was last seen. */
  tallies(): Promise<readonly TenantTally[]> {
    if (!this.counted || performance.now() - this.counted.at > FRESH_MS)
      this.counted = { at: performance.now(), tallies: this.count() };
    return this.counted.tallies;
  }

  onApplicationShutdown(): void {
    for (const timer of this.announcing.values()) clearTimeout(timer);
  }

  private async count(): Promise<readonly TenantTally[]> {
    await inParallel([...this.noted.keys()], AT_ONCE, async (tenant) => {
      try {
        const { pool } = await this.database(tenant);
        const tallies = await tallyLetters(pool, this.config.service, this.consumers());
        if (tallies.length === 0) this.noted.delete(tenant);
        else
          this.noted.set(
            tenant,
            tallies.map((tally) => ({ ...tally, tenant })),
          );
      } catch (error) {
        this.log.debug('what waits cannot be counted', { tenant, err: error });
      }
    });
    return [...this.noted.values()].flat();
  }

  private announceSoon(tenant: string, ms: number, failures: number): void {
    if (this.announcing.has(tenant)) return;
    const timer = setTimeout(() => {
      this.announcing.delete(tenant);
      this.announce(tenant).catch((error: unknown) => {
        this.log.warn('nobody could be told of what was set aside', { tenant, err: error });
        this.announceSoon(tenant, pauseAfter(failures + 1, BACK_OFF), failures + 1);
      });
    }, ms);
    this.announcing.set(tenant, timer.unref());
  }

  /** The alarm is raised before the letter says so: whoever dies in between raises it again, under the same id. */
  private async announce(tenant: string): Promise<void> {
    const { service } = this.config;
    const { pool } = await this.database(tenant);
    const letters = await unannounced(pool, service, this.consumers());
    const alarms = letters.map(({ id, consumer, key, source, event, position, reason, parkedAt }) => ({
      id: uuidv5('dead-letter-alarm', id, parkedAt.getTime()),
      ...{ tenant, service, kind: 'dead-letter', subject: `${consumer} ${key}` },
      reason: `${event} at ${source}=${position} was set aside: ${reason}`,
    }));
    await this.alarms.raise(alarms);
    await markAnnounced(
      pool,
      service,
      letters.map(({ id }) => id),
    );
  }

  private consumers(): string[] {
    return this.subscriptions.names;
  }

  private async database(tenant: string) {
    const database = await this.databases.of(tenant);
    await makeLetterTable(database, this.config.service);
    return database;
  }
}
