import { setImmediate as breath, setTimeout as pause } from 'node:timers/promises';
import { currentName } from '#libs/contracts';
import { type RecordedEvent } from '#libs/kernel';
import {
  type Advance,
  type Checkpoint,
  type Replay,
  type StoredBodies,
  type Subscriber,
  type UnreadableEvent,
} from '#libs/messaging';
import { faultPoint } from '#libs/platform';
import { START, stepFrom } from '../checkpoint.js';
import { foldEvents, touchedKeys } from '../fold.js';
import { type Projection } from '../projection.js';
import { RowCache } from './row-cache.js';
import { SetAside } from './set-aside.js';
import { type Shadow } from './shadow.js';

/** What was folded into the tables beside a view is void: they have to be begun anew. */
export class FilledVoidError extends Error {
  constructor(source: string, at: Checkpoint) {
    super(`what was folded of ${source} up to ${at.epoch}.${at.position} is void`);
    this.name = 'FilledVoidError';
  }
}

/** How much is kept in memory on the way into the tables. */
export interface FillingLimits {
  /** Bytes that may wait to be written. */
  readonly unwrittenBytes: number;
  /** Bytes that may be kept of what was written. */
  readonly keptBytes: number;
  /** So much of its work a process that dies loses at most, in milliseconds. */
  readonly unwrittenMs: number;
}

export const FILLING_LIMITS: FillingLimits = {
  unwrittenBytes: 24 * 1024 * 1024,
  keptBytes: 48 * 1024 * 1024,
  unwrittenMs: 5_000,
};

/** What does not come for so long, will not, in milliseconds. */
const STUCK_MS = 60_000;
const LOOK_MS = 20;
/** So many events are folded at a stretch, before others in the process have their turn. */
const EVENTS_AT_ONCE = 500;

/** Up to which position of each log, by service. */
export type Places = ReadonlyMap<string, number>;

export interface FillingOptions {
  /** Opens a log for a subscriber that stands at a checkpoint of its own. */
  readonly open: (subscriber: Subscriber) => Replay;
  /** Runs the work in a transaction of the session that fills the tables. */
  readonly transaction: (work: () => Promise<void>) => Promise<void>;
  /** Told after each piece of work; throws to end it. */
  readonly progressed: (filling: Filling) => Promise<void>;
  readonly limits: FillingLimits;
}

/**
 * Folds a view from its logs into tables beside it, by the fold that is used live. Rows are kept in memory, and written when
 * there are many, together with how far each log has been folded: so whoever comes after a kill goes on from there.
 */
export class Filling {
  private readonly cache: RowCache;
  private readonly replays: ReadonlyMap<string, Replay>;
  private writtenAt = performance.now();
  private letters = new SetAside();

  /** @param at how far the tables have got in each log; it moves with what is folded */
  constructor(
    private readonly view: Projection,
    readonly shadow: Shadow,
    private readonly at: Map<string, Checkpoint>,
    private readonly options: FillingOptions,
  ) {
    this.cache = new RowCache(view, shadow.isEmpty);
    this.replays = new Map([...view.sources.keys()].map((source) => [source, options.open(this.subscriber(source))]));
  }

  /** How far each log has been folded. */
  get checkpoints(): ReadonlyMap<string, Checkpoint> {
    return this.at;
  }

  /** Events that were folded or passed over, of all logs, by position. */
  get position(): number {
    return [...this.at.values()].reduce((sum, { position }) => sum + position, 0);
  }

  /**
   * Folds all logs up to these places, and writes now and then. At the end of a log it waits for what has to come.
   *
   * @param exact no further than these places; otherwise what comes along with it is folded as well
   * @throws FoldError, FilledVoidError; Error when nothing comes any more; what reading logs and writing tables throws
   */
  async fill(places: Places, exact = false): Promise<void> {
    for (const [source, position] of places) {
      let movedAt = performance.now();
      while (this.positionOf(source) < position) {
        if (await this.step(source, exact ? position : undefined)) movedAt = performance.now();
        else if (performance.now() - movedAt > STUCK_MS) throw new Error(this.stuck(source, position));
        else await pause(LOOK_MS);
        if (this.isDue) await this.spill();
        await this.options.progressed(this);
      }
    }
  }

  /**
   * The same in memory only, and not for long.
   *
   * @returns whether it got there
   */
  async reach(places: Places, deadline: number): Promise<boolean> {
    for (const [source, position] of places)
      while (this.positionOf(source) < position && performance.now() < deadline) await this.step(source, position);
    return [...places].every(([source, position]) => this.positionOf(source) >= position);
  }

  positionOf(source: string): number {
    return this.at.get(source)?.position ?? 0;
  }

  /** Writes what is in memory, in a transaction of its own. */
  async spill(): Promise<void> {
    await this.shadow.prepare(this.cache.unwritten());
    await this.options.transaction(async () => {
      await this.write();
      await faultPoint('rebuild.before-spill', this.view.id);
    });
    this.written();
  }

  /** Writes what is in memory, within a transaction of the caller, who calls `written` after it. */
  async write(): Promise<void> {
    await this.shadow.write(this.cache.unwritten(), this.at, this.letters);
  }

  written(): void {
    this.cache.settle(this.options.limits.keptBytes);
    this.letters = new SetAside();
    this.writtenAt = performance.now();
  }

  private get isDue(): boolean {
    const { unwrittenBytes, unwrittenMs } = this.options.limits;
    const bytes = this.cache.unwrittenBytes + this.letters.bytes;
    return bytes > unwrittenBytes || (bytes > 0 && performance.now() - this.writtenAt > unwrittenMs);
  }

  /** Folds what comes next of one log. @returns false at its end, or at that position */
  private async step(source: string, upto?: number): Promise<boolean> {
    return (await this.replays.get(source)?.step(upto)) ?? false;
  }

  private stuck(source: string, position: number): string {
    const { id } = this.view;
    return `${id} has folded ${source} up to ${this.positionOf(source)}, and ${position} does not come: is all of that log in its topic?`;
  }

  async close(): Promise<void> {
    await Promise.all([...this.replays.values()].map((replay) => replay.close()));
  }

  private subscriber(source: string): Subscriber {
    const { view, at } = this;
    const here = (): Checkpoint => at.get(source) ?? START;
    return {
      name: `${view.id}#rebuild`,
      source,
      handles: view.sources.get(source) ?? new Set(),
      maxBatch: EVENTS_AT_ONCE,
      checkpoint: () => Promise.resolve(here()),
      handle: (_tenant, events, advance, stored) => this.take(source, events, advance, stored),
      park: (_tenant, event, advance) => this.park(source, event, advance),
      rewind: (_tenant, place) => Promise.reject(new FilledVoidError(source, place)),
    };
  }

  private async take(
    source: string,
    events: readonly RecordedEvent[],
    advance: Advance,
    stored: StoredBodies | undefined,
  ): Promise<void> {
    const step = stepFrom(this.at.get(source) ?? START, events, advance);
    if (!step) return;
    const { parking } = this.shadow;
    if (!this.cache.isWhole) await this.learn(step.events);
    this.cache.addLines(foldEvents(this.view, this.cache, step.events, parking));
    if (stored) this.letters.add(parking.take(), stored);
    this.at.set(source, step.to);
    await breath();
  }

  /** Looks up what the tables have of the rows that the events touch, as far as that is not known. */
  private async learn(events: readonly RecordedEvent[]): Promise<void> {
    const unknown = this.cache.unknown(touchedKeys(this.view, events, this.shadow.parking));
    if (unknown.length > 0) this.cache.learn(unknown, await this.shadow.load(unknown));
  }

  /** An event that nobody can read. */
  private park(source: string, { meta, body, reason }: UnreadableEvent, advance: Advance): Promise<void> {
    const step = stepFrom(this.at.get(source) ?? START, [], advance);
    if (!step) return Promise.resolve();
    const { parking } = this.shadow;
    const event = { event: currentName(source, meta.event), body: {}, meta };
    if (parking.admits(event)) parking.park(event, new Error(reason));
    this.letters.add(parking.take(), () => body);
    this.at.set(source, step.to);
    return Promise.resolve();
  }
}
