import { createHash } from 'node:crypto';
import { Inject, Injectable, Optional } from '@nestjs/common';
import { NO_TRACING, Tracing } from '#libs/platform';
import { type Lane } from './lane.js';
import { subscriberKey, type Checkpoint, type Subscriber } from './subscriber.js';
import { TracedSubscriber } from './traced-subscriber.js';

/** The log of the service itself, which its reactors append to. */
export interface OwnLog {
  readonly service: string;
  head(tenant: string): Promise<Checkpoint>;
}

/** A subscriber that has gone back for a tenant, and the source whose new epoch made it. */
export interface RewoundLane {
  readonly name: string;
  readonly source: string;
  readonly tenant: string;
}

/** Injection token of the own log; absent in a service that has none. */
export const OWN_LOG = Symbol('OwnLog');

const FIRST_LOOK_MS = 20;
const SLOWEST_LOOK_MS = 200;

function isAt(checkpoint: Checkpoint | undefined, epoch: number, position: number): boolean {
  if (!checkpoint) return false;
  return checkpoint.epoch > epoch || (checkpoint.epoch === epoch && checkpoint.position >= position);
}

/** Who in this service reads which log, and how far each has got for each tenant. */
@Injectable()
export class Subscriptions {
  private readonly subscribers = new Map<string, Subscriber>();
  private readonly changed = new Set<() => void>();
  private readonly retrying = new Set<(name: string) => void>();
  private readonly rewinding = new Set<(lane: RewoundLane) => void>();
  /** By lane: where it is, as far as this process has seen. */
  private readonly reachedBy = new Map<string, Checkpoint>();
  /** By lane: who waits for it to move. */
  private readonly waiting = new Map<string, Set<() => void>>();

  constructor(
    @Optional() @Inject(OWN_LOG) private readonly own?: OwnLog,
    @Optional() private readonly tracing: Tracing = NO_TRACING,
  ) {}

  /**
   * Adds a subscriber, at any time; the readers of its source take notice.
   *
   * @returns takes it out again
   * @throws Error if (name, source) is taken: two would move the same checkpoint
   */
  add(subscriber: Subscriber): () => void {
    const key = subscriberKey(subscriber);
    if (this.subscribers.has(key))
      throw new Error(`There is a subscriber ${subscriber.name} of ${subscriber.source} already.`);
    this.subscribers.set(key, this.traced(subscriber));
    this.tell();
    return () => {
      if (this.subscribers.delete(key)) this.tell();
    };
  }

  /** For the readers: the lane's subscriber has thrown, and is tried again. */
  retried({ subscriber }: Pick<Lane, 'subscriber'>): void {
    for (const listener of this.retrying) listener(subscriber.name);
  }

  /** Calls the listener with the name of a subscriber that is tried again. */
  onRetried(listener: (name: string) => void): void {
    this.retrying.add(listener);
  }

  /** Calls the listener when a subscriber was added or taken out. @returns stops it */
  onChange(listener: () => void): () => void {
    this.changed.add(listener);
    return () => this.changed.delete(listener);
  }

  /** The services whose logs are read, in the order of their names. */
  get sources(): string[] {
    return [...new Set([...this.subscribers.values()].map(({ source }) => source))].sort();
  }

  /** The names of all subscribers, each once. */
  get names(): string[] {
    return [...new Set([...this.subscribers.values()].map(({ name }) => name))];
  }

  /** The same for all processes that read these sources for the same subscribers. */
  fingerprint(sources: readonly string[]): string {
    const keys = sources.flatMap((source) => this.ofSource(source).map(subscriberKey)).sort();
    return createHash('sha256').update(keys.join()).digest('hex').slice(0, 16);
  }

  ofSource(source: string): Subscriber[] {
    return [...this.subscribers.values()].filter((subscriber) => subscriber.source === source);
  }

  /** For the readers: a lane is at this checkpoint. */
  moved(lane: Pick<Lane, 'key'>, checkpoint: Checkpoint): void {
    this.reachedBy.set(lane.key, checkpoint);
    for (const wake of this.waiting.get(lane.key) ?? []) wake();
  }

  /** For the readers: what a lane had taken was void, and its subscriber has gone back. */
  rewound({ subscriber, tenant }: Pick<Lane, 'subscriber' | 'tenant'>): void {
    this.wentBack({ name: subscriber.name, source: subscriber.source, tenant });
  }

  /**
   * A subscriber has gone back for a tenant: its logs are to be read from where it is now.
   *
   * @param lane with the source of which the reader knows; the own service's for none but the own log
   */
  wentBack({ name, source, tenant }: RewoundLane): void {
    const prefix = `${name}<`;
    // A view goes back in all its logs.
    for (const key of this.reachedBy.keys())
      if (key.startsWith(prefix) && key.endsWith(`/${tenant}`)) this.reachedBy.delete(key);
    for (const listener of this.rewinding) listener({ name, source, tenant });
  }

  /** Calls the listener when a subscriber went back. @returns stops it */
  onRewound(listener: (lane: RewoundLane) => void): () => void {
    this.rewinding.add(listener);
    return () => this.rewinding.delete(listener);
  }

  /**
   * Waits until every subscriber of that source has taken the tenant's log up to the position. If one of them is a
   * reactor, also until the own views show what it has appended by then: so an answer after it contains what follows
   * from that event.
   *
   * @param source the service whose log it is; the own one for the own views
   * @param timeoutMs how long to wait at most
   * @returns whether they all got there in time
   */
  async reached(tenant: string, source: string, epoch: number, position: number, timeoutMs: number): Promise<boolean> {
    if (position <= 0) return true;
    const deadline = Date.now() + timeoutMs;
    const subscribers = this.ofSource(source);
    const all = await Promise.all(
      subscribers.map((subscriber) => this.waitFor(subscriber, tenant, { epoch, position }, deadline)),
    );
    if (!all.every(Boolean)) return false;
    if (!this.own || source === this.own.service || !subscribers.some(({ reacts }) => reacts)) return true;
    const head = await this.own.head(tenant);
    return this.reached(tenant, this.own.service, head.epoch, head.position, Math.max(0, deadline - Date.now()));
  }

  /**
   * Its lane tells when it moves in this process. Another instance may be the one that moves it, so the stored checkpoint
   * is looked at as well, ever more rarely.
   */
  private async waitFor(
    subscriber: Subscriber,
    tenant: string,
    { epoch, position }: Checkpoint,
    deadline: number,
  ): Promise<boolean> {
    const key = `${subscriberKey(subscriber)}/${tenant}`;
    for (let look = FIRST_LOOK_MS; ; look = Math.min(look * 2, SLOWEST_LOOK_MS)) {
      if (isAt(this.reachedBy.get(key), epoch, position)) return true;
      const stored = await subscriber.checkpoint(tenant).catch(() => undefined);
      if (isAt(stored, epoch, position)) return true;
      const patience = Math.min(look, deadline - Date.now());
      if (patience <= 0) return false;
      await this.movement(key, patience, () => isAt(this.reachedBy.get(key), epoch, position));
    }
  }

  /** Waits until the lane is there, or for so long. */
  private movement(key: string, ms: number, there: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const waiters = this.waiting.get(key) ?? new Set();
      this.waiting.set(key, waiters);
      const done = (): void => {
        clearTimeout(timer);
        waiters.delete(wake);
        if (waiters.size === 0) this.waiting.delete(key);
        resolve();
      };
      const wake = (): void => void (there() && done());
      const timer = setTimeout(done, ms);
      waiters.add(wake);
    });
  }

  private traced(subscriber: Subscriber): Subscriber {
    if (!this.tracing.on) return subscriber;
    return new TracedSubscriber(subscriber, this.tracing, subscriber.source !== this.own?.service);
  }

  private tell(): void {
    for (const listener of this.changed) listener();
  }
}
