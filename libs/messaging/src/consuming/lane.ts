import { type RecordedEvent } from '#libs/kernel';
import { type UnknownEventVersionError } from '#libs/contracts';
import { pauseAfter } from '../common/back-off.js';
import { pause } from '../common/pause.js';
import { after, portions, type Portion } from './contiguity.js';
import { obstacleOfError, obstacleOfHalt, obstacleOfUnusable, type Obstacle } from './obstacle.js';
import { subscriberKey, type Advance, type Checkpoint, type Subscriber } from './subscriber.js';
import { type TenantBatch } from './tenant-batch.js';
import { usableRun } from './usable-run.js';

export interface TakeOptions {
  /** Looks for a missing record further down instead of stopping at the gap. */
  readonly passGaps?: boolean;
  /** How often the subscriber is tried before it counts as failed. */
  readonly attempts: number;
  readonly backOff: { readonly first: number; readonly longest: number };
  /** Ends the pauses between attempts. */
  readonly signal?: AbortSignal;
}

const MAX_BATCH = 5_000;

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

  /** @param moved is told each new checkpoint */
  constructor(
    readonly subscriber: Subscriber,
    readonly tenant: string,
    private readonly moved: (lane: Lane, checkpoint: Checkpoint) => void,
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
      this.moved(this, this.at);
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
        return await this.pass(batch, options.passGaps ?? false);
      } catch (error) {
        this.forget();
        const obstacle = obstacleOfError(error);
        if (obstacle.kind !== 'failed' || failures >= options.attempts || options.signal?.aborted) return obstacle;
        await pause(pauseAfter(failures, options.backOff), options.signal);
      }
    }
  }

  private async pass(batch: TenantBatch, passGaps: boolean): Promise<Obstacle | undefined> {
    const start = await this.locate();
    const { handles, maxBatch = MAX_BATCH } = this.subscriber;
    const wants = (index: number): boolean => handles.has(batch.places[index]?.event ?? '');
    const { indexes, halt, unusable } = await usableRun(start, batch, wants, passGaps);
    for (const portion of portions(start, batch.places, indexes, wants, maxBatch)) {
      const unknown = await this.deliver(portion, batch);
      if (unknown) return obstacleOfError(unknown);
    }
    if (halt) return obstacleOfHalt(await this.locate(), halt);
    return unusable && obstacleOfUnusable(unusable.place, unusable.error);
  }

  /** @returns the version that stopped it, if it met one that this release does not know */
  private async deliver(
    { wanted, advance }: Portion,
    batch: TenantBatch,
  ): Promise<UnknownEventVersionError | undefined> {
    const opened = await batch.open(wanted);
    const stop = opened.findIndex((each) => each instanceof Error);
    if (stop === -1) {
      await this.handOver(opened as RecordedEvent[], advance);
      return undefined;
    }
    const to = (batch.places[wanted[stop] as number]?.position ?? 0) - 1;
    if (to > advance.from) await this.handOver(opened.slice(0, stop) as RecordedEvent[], { ...advance, to });
    return opened[stop] as UnknownEventVersionError;
  }

  private async handOver(events: readonly RecordedEvent[], advance: Advance): Promise<void> {
    await this.subscriber.handle(this.tenant, events, advance);
    this.at = after(advance);
    this.moved(this, this.at);
  }
}
