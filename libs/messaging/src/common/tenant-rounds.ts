import { pauseAfter } from './back-off.js';
import { type MessagingSettings } from '../settings.js';

/**
 * What came of a visit: nothing was to be done (`idle`); something was done (`done`); there is more to do (`more`), which
 * waits for the others' turn; or nothing can be done for some milliseconds.
 */
export type Visit = 'idle' | 'done' | 'more' | { readonly restMs: number };

export interface RoundsTask {
  tenants(): Promise<readonly string[]>;
  /** Looks after one tenant; never called twice at a time for the same one. */
  visit(tenant: string): Promise<Visit>;
  /** Told why a visit, or (without a tenant) the list of tenants, failed. */
  failed(tenant: string | undefined, error: unknown): void;
}

type Settings = Pick<MessagingSettings, 'pollMs' | 'awakeMs' | 'sleepersPerPoll' | 'concurrency' | 'backOffMs'>;

/**
 * Looks after the logs of all tenants, with a bounded number of hands.
 *
 * Why: a process serves any number of tenants, of which few are awake at a time. Who appended something is visited at
 * once (`wake`); what other instances appended is found by visiting everybody awake at each poll, and the sleeping ones in
 * turn, some at each poll, so that their databases are not all kept open.
 *
 * A tenant is queued, being visited, resting, or none of these. A wake while it is being visited means one more visit
 * after it; while it rests, it changes nothing: the rest is what protects a part that is away.
 */
export class TenantRounds {
  private readonly queue: string[] = [];
  private readonly visiting = new Map<string, Promise<void>>();
  private readonly again = new Set<string>();
  private readonly resting = new Map<string, NodeJS.Timeout>();
  private readonly failures = new Map<string, number>();
  /** By tenant: when something last happened there. */
  private readonly active = new Map<string, number>();
  private poller: NodeJS.Timeout | undefined;
  private polling: Promise<void> = Promise.resolve();
  private sleeper = 0;

  constructor(
    private readonly task: RoundsTask,
    private readonly settings: Settings,
  ) {}

  start(): void {
    if (this.poller) return;
    this.poller = setInterval(() => void (this.polling = this.poll()), this.settings.pollMs);
    this.polling = this.poll();
  }

  /** Begins no more visits, and waits for those in progress. */
  async stop(): Promise<void> {
    clearInterval(this.poller);
    this.poller = undefined;
    this.queue.length = 0;
    for (const timer of this.resting.values()) clearTimeout(timer);
    this.resting.clear();
    await this.polling;
    await Promise.all(this.visiting.values());
  }

  /** Something has happened at this tenant. */
  wake(tenant: string): void {
    this.active.set(tenant, Date.now());
    this.enqueue(tenant);
  }

  private enqueue(tenant: string): void {
    if (!this.poller || this.resting.has(tenant)) return;
    if (this.visiting.has(tenant)) this.again.add(tenant);
    else if (!this.queue.includes(tenant)) this.queue.push(tenant);
    this.pump();
  }

  private pump(): void {
    while (this.visiting.size < this.settings.concurrency) {
      const tenant = this.queue.shift();
      if (tenant === undefined) return;
      this.visiting.set(tenant, this.visit(tenant));
    }
  }

  private async visit(tenant: string): Promise<void> {
    let visit: Visit;
    try {
      visit = await this.task.visit(tenant);
      this.failures.delete(tenant);
      if (visit === 'done' || visit === 'more') this.active.set(tenant, Date.now());
    } catch (error) {
      this.task.failed(tenant, error);
      const failures = (this.failures.get(tenant) ?? 0) + 1;
      this.failures.set(tenant, failures);
      visit = { restMs: pauseAfter(failures, this.settings.backOffMs) };
    }
    this.visiting.delete(tenant);
    const wokenMeanwhile = this.again.delete(tenant);
    if (typeof visit === 'object') this.rest(tenant, visit.restMs);
    else if (visit === 'more' || wokenMeanwhile) this.enqueue(tenant);
    this.pump();
  }

  private rest(tenant: string, ms: number): void {
    if (!this.poller) return;
    const timer = setTimeout(() => {
      this.resting.delete(tenant);
      this.enqueue(tenant);
    }, ms);
    this.resting.set(tenant, timer);
  }

  private async poll(): Promise<void> {
    try {
      const tenants = await this.task.tenants();
      const since = Date.now() - this.settings.awakeMs;
      const sleeping = tenants.filter((tenant) => (this.active.get(tenant) ?? 0) < since);
      const asleep = new Set(sleeping);
      for (const tenant of tenants) if (!asleep.has(tenant)) this.enqueue(tenant);
      const { sleepersPerPoll } = this.settings;
      for (let n = 0; n < Math.min(sleepersPerPoll, sleeping.length); n += 1) {
        this.sleeper = (this.sleeper + 1) % sleeping.length;
        this.enqueue(sleeping[this.sleeper] as string);
      }
    } catch (error) {
      this.task.failed(undefined, error);
    }
  }
}
