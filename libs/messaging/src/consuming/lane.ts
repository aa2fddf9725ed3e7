import { type RecordedEvent } from '#libs/kernel';
import { type UnknownEventVersionError } from '#libs/contracts';
import { pauseAfter } from '../common/back-off.js';
import { pause } from '../common/pause.js';
import { type Epochs, isVoid, lastValid } from '../epochs/epochs.js';
import { type StoredBodies } from '../dead-letters/dead-letter.js';
import { after, judge, portions, type Portion } from './contiguity.js';
import { obstacleOfError, obstacleOfHalt, obstacleOfUnusable, type Obstacle } from './obstacle.js';
import { subscriberKey, type Advance, type Checkpoint, type Subscriber } from './subscriber.js';
import { type TenantBatch } from './tenant-batch.js';
import { usableRun, type UsableRun } from './usable-run.js';

export interface TakeOptions {
  /** Looks for a missing record further down instead of stopping at the gap. */
  readonly passGaps?: boolean;
  /** How often the subscriber is tried before it counts as failed. */
  readonly attempts: number;
  readonly backOff: { readonly first: number; readonly longest: number };
  /**
   * Whether the record at that index of the batch, which cannot be decoded, is as good as it gets, so that it is set aside.
   * By default a better copy is waited for.
   */
  readonly parks?: (index: number) => boolean;
  /** Ends the pauses between attempts. */
  readonly signal?: AbortSignal;
}

/** Who wants to know what happens to lanes. */
export interface LaneObserver {
  /** It is at this checkpoint. */
  moved(lane: Lane, checkpoint: Checkpoint): void;
  /** What it had taken was void, and its subscriber has gone back. */
  rewound?(lane: Lane): void;
  /** Its subscriber has thrown, and is tried again. */
  retried?(lane: Lane): void;
}

type Unusable = NonNullable<UsableRun['unusable']>;

interface Walk {
  readonly obstacle: Obstacle | undefined;
  readonly unusable?: Unusable;
}

const MAX_BATCH = 5_000;
/** A lane to which only repeats come looks after its stored checkpoint again, at most so often. */
const LOOK_AGAIN_MS = 1_000;

/**
 * One subscriber and one tenant: how far it has got, and the only way by which events reach it.
 *
 * A lane may be offered any records of its log, in any order and as often as one likes; it hands on those that follow
 * its checkpoint and drops the rest. That is what lets the main consumer, the reader for those behind, and a consumer
 * that has lost its partition without knowing it, work on the same lane: whoever comes second only repeats. Offers queue
 * up, so that a subscriber never has two calls for one tenant at a time from one process; the compare-and-set of the
 * stored checkpoint settles it between processes, and the loser reads the checkpoint anew.
 */
export class Lane {
  readonly key: string;
  private at: Checkpoint | undefined;
  private turn: Promise<unknown> = Promise.resolve();
  private offers = 0;
  private lookedAt = Number.NEGATIVE_INFINITY;

  constructor(
    readonly subscriber: Subscriber,
    readonly tenant: string,
    private readonly observer: LaneObserver,
  ) {
    this.key = `${subscriberKey(subscriber)}/${tenant}`;
  }

  /** The checkpoint as far as this process knows. */
  get checkpoint(): Checkpoint | undefined {
    return this.at;
  }

  /** Whether an offer is being taken. */
  get busy(): boolean {
    return this.offers > 0;
  }

  /** Reads the stored checkpoint, if it is not known. */
  async locate(): Promise<Checkpoint> {
    if (!this.at) {
      this.at = await this.subscriber.checkpoint(this.tenant);
      this.observer.moved(this, this.at);
    }
    return this.at;
  }

  /** Reads the stored checkpoint again at the next offer: another process may have moved it. */
  forget(): void {
    this.at = undefined;
  }

  /** Hands on what follows the checkpoint. Never throws; answers what is in the way of taking all of it, if anything. */
  take(batch: TenantBatch, options: TakeOptions): Promise<Obstacle | undefined> {
    this.offers += 1;
    const mine = this.turn.then(() => this.attempt(batch, options)).finally(() => (this.offers -= 1));
    this.turn = mine;
    return mine;
  }

  private async attempt(batch: TenantBatch, options: TakeOptions): Promise<Obstacle | undefined> {
    for (let failures = 1; ; failures += 1) {
      try {
        return await this.pass(batch, options);
      } catch (error) {
        this.forget();
        const obstacle = obstacleOfError(error);
        if (obstacle.kind !== 'failed' || failures >= options.attempts || options.signal?.aborted) return obstacle;
        this.observer.retried?.(this);
        await pause(pauseAfter(failures, options.backOff), options.signal);
      }
    }
  }

  private async pass(batch: TenantBatch, options: TakeOptions): Promise<Obstacle | undefined> {
    for (;;) {
      const { obstacle, unusable } = await this.walk(batch, options.passGaps ?? false);
      if (!unusable || !(options.parks?.(unusable.index) ?? false)) return obstacle;
      if (!(await this.park(batch, unusable))) return obstacle;
    }
  }

  /** Hands on what follows the checkpoint. @returns what is in the way; if it is a record that cannot be decoded, which */
  private async walk(batch: TenantBatch, passGaps: boolean): Promise<Walk> {
    const epochs = await batch.epochs();
    const start = await this.startFor(batch, epochs);
    const { handles, maxBatch = MAX_BATCH } = this.subscriber;
    const wants = (index: number): boolean => handles.has(batch.eventAt(index));
    const { indexes, halt, unusable } = await usableRun(start, batch, wants, { passGaps, epochs });
    for (const portion of portions(start, batch.places, indexes, wants, maxBatch)) {
      const unknown = await this.deliver(portion, batch);
      if (unknown) return { obstacle: obstacleOfError(unknown) };
    }
    if (unusable && halt?.judgement !== 'rewound')
      return { obstacle: obstacleOfUnusable(unusable.place, unusable.error), unusable };
    return { obstacle: halt && obstacleOfHalt(await this.locate(), halt) };
  }

  /** @returns false if it is not the record's turn, or the subscriber has no place for it */
  private async park(batch: TenantBatch, unusable: Unusable): Promise<boolean> {
    const { index, place, error } = unusable;
    const at = await this.locate();
    if (!this.subscriber.park || judge(at, place, await batch.epochs()) !== 'next') return false;
    const toEpoch = place.epoch === at.epoch ? {} : { toEpoch: place.epoch };
    const advance = { epoch: at.epoch, from: at.position, to: place.position, ...toEpoch };
    await this.subscriber.park(this.tenant, batch.unreadable(index, error), advance);
    this.reach(advance);
    return true;
  }

  /**
   * The checkpoint from which a batch is taken. One that is known here may be out of date: the tenant's database may have
   * been put back, or another instance may have gone back with the subscriber. If it is void as stored, the subscriber
   * goes back first.
   */
  private async startFor({ places }: TenantBatch, epochs: Epochs): Promise<Checkpoint> {
    const known = await this.locate();
    const repeats = (places.at(-1)?.position ?? 0) <= known.position;
    const due = performance.now() - this.lookedAt > LOOK_AGAIN_MS;
    if (!isVoid(epochs, known) && !(repeats && due)) return known;
    this.lookedAt = performance.now();
    this.forget();
    const stored = await this.locate();
    if (!isVoid(epochs, stored) || !this.subscriber.rewind) return stored;
    await this.subscriber.rewind(this.tenant, stored, lastValid(epochs, stored));
    this.forget();
    this.observer.rewound?.(this);
    return await this.locate();
  }

  /** @returns the version that stopped it, if it met one that this release does not know */
  private async deliver(
    { wanted, advance }: Portion,
    batch: TenantBatch,
  ): Promise<UnknownEventVersionError | undefined> {
    const opened = await batch.open(wanted);
    const stop = opened.findIndex((each) => each instanceof Error);
    if (stop === -1) {
      await this.handOver(opened as RecordedEvent[], advance, batch.stored(wanted));
      return undefined;
    }
    const to = (batch.places[wanted[stop] as number]?.position ?? 0) - 1;
    if (to > advance.from)
      await this.handOver(opened.slice(0, stop) as RecordedEvent[], { ...advance, to }, batch.stored(wanted));
    return opened[stop] as UnknownEventVersionError;
  }

  private async handOver(events: readonly RecordedEvent[], advance: Advance, stored: StoredBodies): Promise<void> {
    await this.subscriber.handle(this.tenant, events, advance, stored);
    this.reach(advance);
  }

  private reach(advance: Advance): void {
    this.at = after(advance);
    this.observer.moved(this, this.at);
  }
}
