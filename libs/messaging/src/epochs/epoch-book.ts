import { Inject, Injectable } from '@nestjs/common';
import { unavailable } from '#libs/kernel';
import { asUnavailable, logEpochs, TenantDatabases } from '#libs/tenancy';
import { pause } from '../common/pause.js';
import { MESSAGING_SETTINGS, type MessagingSettings } from '../settings.js';
import { type Epochs } from './epochs.js';

interface Page {
  readonly epochs: Epochs;
  readonly head: number;
  readonly compared: boolean;
  /** By the monotonic clock. */
  readonly readAt: number;
}

const FRESH_MS = 1_000;
const LOOK_MS = 100;

/**
 * In which epochs the logs are that somebody here reads: asked of the tenant's own database, where the logs lie. So it
 * goes back together with them, and with whatever was made of them there; a topic does not.
 */
@Injectable()
export class EpochBook {
  private readonly pages = new Map<string, Promise<Page>>();

  constructor(
    private readonly databases: TenantDatabases,
    @Inject(MESSAGING_SETTINGS) private readonly settings: Pick<MessagingSettings, 'patienceMs'>,
  ) {}

  /**
   * The epochs of a tenant's log, for who reads the log itself.
   *
   * @param newest the newest epoch among the events at hand: a page that does not know it is out of date
   * @throws DomainError of kind `unavailable` while the tenant's database is away
   */
  async ofLog(tenant: string, source: string, newest: number): Promise<Epochs> {
    return (await this.page(tenant, source, newest)).epochs;
  }

  /**
   * The same for who reads the topic. After the database was started, put back or moved, that may be ahead of the log;
   * until the log's relay has looked, nobody knows what of it still stands. The relay looks within a second or so, and is
   * waited for.
   *
   * @throws DomainError `log-not-compared` (503)
   */
  async ofTopic(tenant: string, source: string, newest: number): Promise<Epochs> {
    const until = performance.now() + this.settings.patienceMs / 2;
    for (;;) {
      const { epochs, compared } = await this.page(tenant, source, newest);
      if (compared || epochs.length === 0) return epochs;
      if (performance.now() > until) throw notCompared(source);
      await pause(LOOK_MS);
      this.pages.delete(keyOf(tenant, source));
    }
  }

  /**
   * Where a log ends, as far as is known; 0 where the service has none.
   *
   * @param wanted a position that is asked about: a page on which the log ends before it may be out of date
   */
  async head(tenant: string, source: string, wanted = 0): Promise<number> {
    const known = await this.page(tenant, source, 0);
    if (known.head >= wanted) return known.head;
    this.pages.delete(keyOf(tenant, source));
    return (await this.page(tenant, source, 0)).head;
  }

  private async page(tenant: string, source: string, newest: number): Promise<Page> {
    const key = keyOf(tenant, source);
    const known = await this.pages.get(key)?.catch(() => undefined);
    const fresh = known && performance.now() - known.readAt < FRESH_MS;
    if (known && fresh && known.epochs.some(({ epoch }) => epoch >= newest)) return known;
    const reading = this.read(tenant, source);
    this.pages.set(key, reading);
    return await reading;
  }

  private async read(tenant: string, source: string): Promise<Page> {
    const readAt = performance.now();
    try {
      const rows = await logEpochs(await this.databases.of(tenant), source);
      const compared = rows.every((row) => row.compared);
      return { epochs: rows, head: rows.at(-1)?.head ?? 0, compared, readAt };
    } catch (error) {
      throw asUnavailable(error);
    }
  }
}

const keyOf = (tenant: string, source: string): string => `${source}/${tenant}`;

const notCompared = (source: string) =>
  unavailable(
    'log-not-compared',
    `The database was started or put back, and the relay of ${source} has not compared its log with the topic yet.`,
  );
