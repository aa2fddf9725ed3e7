import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { EventLog, type RawEvent } from '#libs/event-store';
import { messageOf } from '#libs/platform';
import { TenantRegistry } from '#libs/tenancy';
import { pauseAfter } from '../common/back-off.js';
import { TenantRounds, type Visit } from '../common/tenant-rounds.js';
import { MESSAGING_SETTINGS, type MessagingSettings } from '../settings.js';
import { Lane } from './lane.js';
import { logRecords } from './log-records.js';
import { type Obstacle } from './obstacle.js';
import { subscriberKey, type Subscriber } from './subscriber.js';
import { Subscriptions } from './subscriptions.js';
import { type TenantBatch } from './tenant-batch.js';
import { TenantBatches } from './tenant-batches.js';

const READ_LIMIT = 2_000;
const READ_BYTES = 8 * 1024 * 1024;
const READS_PER_VISIT = 4;
const FIRST_REST_MS = 200;
const LONGEST_AWAY_MS = 2_000;

/** A lane of the own log, and whether it is being left alone. */
export interface FeedLane {
  readonly lane: Lane;
  /** What kept it from going on when it was last tried. */
  obstacle: Obstacle | undefined;
  failures: number;
  /** Epoch milliseconds. */
  restUntil: number;
}

/**
 * Brings the service's own log to its subscribers, from PostgreSQL: a service reads itself without Kafka, so its own views
 * go on while the broker is away.
 *
 * A visit reads what comes after the lane that is furthest back, in large batches, and offers it to all lanes of the tenant;
 * a lane that is further drops what it knows. A lane in trouble rests, for longer each time, and does not hold up the
 * others; when it is due, reading begins at it again. Visits are made upon each append of this process and once a second
 * for what other instances append (see `TenantRounds`). Several instances may feed the same lane: the compare-and-set of its
 * checkpoint lets one of them through.
 */
@Injectable()
export class LogFeed implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('LogFeed');
  private readonly rounds: TenantRounds;
  private readonly lanes = new Map<string, FeedLane>();
  private readonly unlisten: (() => void)[] = [];
  private readonly stopping = new AbortController();

  constructor(
    private readonly eventLog: EventLog,
    private readonly tenants: TenantRegistry,
    private readonly subscriptions: Subscriptions,
    private readonly batches: TenantBatches,
    @Inject(MESSAGING_SETTINGS) private readonly settings: MessagingSettings,
  ) {
    this.rounds = new TenantRounds(
      {
        tenants: async () => (await tenants.list({ system: true })).map(({ name }) => name),
        visit: (tenant) => this.visit(tenant),
        failed: (tenant, error) => this.log.warn(`the log of ${tenant ?? 'any tenant'} cannot be read`, { err: error }),
      },
      settings,
    );
  }

  /** All lanes that were fed so far. */
  get known(): readonly FeedLane[] {
    return [...this.lanes.values()];
  }

  onApplicationBootstrap(): void {
    this.start();
  }

  /** Begins to feed; subscribers may be added before and after. */
  start(): void {
    if (this.unlisten.length > 0) return;
    this.unlisten.push(
      this.eventLog.onAppended((tenant) => this.rounds.wake(tenant)),
      this.subscriptions.onChange(() => this.wakeAll()),
      this.subscriptions.onRewound(({ tenant }) => this.lookAgain(tenant)),
    );
    this.rounds.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.stop();
  }

  /** Waits for what is under way. */
  async stop(): Promise<void> {
    this.stopping.abort();
    for (const stop of this.unlisten) stop();
    await this.rounds.stop();
  }

  /** A view is folded anew from all its logs: where its lanes stand is to be read again. */
  private lookAgain(tenant: string): void {
    this.forget(tenant);
    this.rounds.wake(tenant);
  }

  private forget(tenant: string): void {
    for (const { lane } of this.lanes.values()) if (lane.tenant === tenant) lane.forget();
  }

  private wakeAll(): void {
    this.tenants
      .list({ system: true })
      .then((all) => all.forEach(({ name }) => this.rounds.wake(name)))
      .catch((error: unknown) => this.log.warn('the tenants cannot be listed', { err: error }));
  }

  private async visit(tenant: string): Promise<Visit> {
    let worked = false;
    for (let read = 0; read < READS_PER_VISIT && !this.stopping.signal.aborted; read += 1) {
      const due = this.due(tenant);
      const from = await this.furthestBack(due);
      if (from === undefined) return 'idle';
      const events = await this.eventLog.readRaw(tenant, from, { maxEvents: READ_LIMIT, maxBytes: READ_BYTES });
      if (events.length === 0) {
        await this.lookBack(tenant, from, due);
        return worked ? 'done' : 'idle';
      }
      worked = true;
      const batch = this.batchOf(tenant, events);
      await Promise.all(due.map((each) => this.offer(each, batch)));
    }
    return 'more';
  }

  /**
   * A log that ends before its lanes was put back: together with them, then what this process knows of them is out of date,
   * or alone. They see which when its last event is offered to them.
   */
  private async lookBack(tenant: string, from: number, due: readonly FeedLane[]): Promise<void> {
    const { position } = await this.eventLog.head(tenant);
    if (position >= from || position === 0) return;
    this.forget(tenant);
    const events = await this.eventLog.readRaw(tenant, position - 1, { maxEvents: 1, maxBytes: READ_BYTES });
    const batch = this.batchOf(tenant, events);
    await Promise.all(due.map((each) => this.offer(each, batch)));
  }

  private batchOf(tenant: string, events: readonly RawEvent[]): TenantBatch {
    const { service } = this.eventLog;
    return this.batches.fromLog(tenant, service, logRecords(service, events));
  }

  private due(tenant: string): FeedLane[] {
    const now = Date.now();
    return this.subscriptions
      .ofSource(this.eventLog.service)
      .map((subscriber) => this.laneOf(subscriber, tenant))
      .filter(({ restUntil }) => restUntil <= now);
  }

  private laneOf(subscriber: Subscriber, tenant: string): FeedLane {
    const key = `${subscriberKey(subscriber)}/${tenant}`;
    const known = this.lanes.get(key);
    if (known?.lane.subscriber === subscriber) return known;
    const lane = new Lane(subscriber, tenant, this.subscriptions);
    const made = { lane, obstacle: undefined, failures: 0, restUntil: 0 };
    this.lanes.set(key, made);
    return made;
  }

  /** The least position of those that can be located; the others rest. */
  private async furthestBack(due: readonly FeedLane[]): Promise<number | undefined> {
    let least: number | undefined;
    for (const each of due) {
      try {
        const { position } = await each.lane.locate();
        least = Math.min(least ?? position, position);
      } catch (error) {
        this.rest(each, { kind: 'away', reason: error instanceof Error ? messageOf(error) : String(error), error });
      }
    }
    return least;
  }

  private async offer(each: FeedLane, batch: TenantBatch): Promise<void> {
    const { attempts, backOffMs: backOff } = this.settings;
    // There is no better copy than the log itself.
    const parks = (): boolean => true;
    const obstacle = await each.lane.take(batch, { attempts, backOff, parks, signal: this.stopping.signal });
    if (obstacle) return this.rest(each, obstacle);
    Object.assign(each, { obstacle: undefined, failures: 0, restUntil: 0 });
  }

  private rest(each: FeedLane, obstacle: Obstacle): void {
    if (each.obstacle?.reason !== obstacle.reason)
      this.log.warn(`${each.lane.key} is behind: ${obstacle.reason}`, { err: obstacle.error });
    each.obstacle = obstacle;
    each.failures += 1;
    const longest = obstacle.kind === 'away' ? LONGEST_AWAY_MS : this.settings.longestRestMs;
    const restMs = pauseAfter(each.failures, { first: FIRST_REST_MS, longest });
    each.restUntil = Date.now() + restMs;
    setTimeout(() => this.rounds.wake(each.lane.tenant), restMs).unref();
  }
}
