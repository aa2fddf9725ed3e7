import { type Lane, type TakeOptions } from '../consuming/lane.js';
import { type Obstacle } from '../consuming/obstacle.js';
import { type LogRecord, type TenantBatch } from '../consuming/tenant-batch.js';
import { type Pages } from './pages.js';

/** What a replay reads, one after the other: what the first of them does not have is in the next. */
export interface ReplaySource {
  /** Whether a record that cannot be decoded is as good as it gets; otherwise a better copy is looked for. */
  readonly best: boolean;
  open(): Promise<Pages>;
  batch(records: readonly LogRecord[]): TenantBatch;
}

const TAKING: TakeOptions = { attempts: 1, backOff: { first: 0, longest: 0 }, passGaps: true };
/** Before any position. */
const NONE = 0;

/**
 * Brings one log of one tenant to a subscriber that is not among those who are fed live: to who folds it anew, for one. It
 * is the subscriber's own lane that takes the records, so repeats, gaps, and what is void are judged as they are live.
 */
export class Replay {
  private pages: Pages | undefined;
  private held: readonly LogRecord[] = [];
  private missing: Obstacle | undefined;
  /** A position that was asked for again: what comes of it then is as good as it gets. */
  private asked = NONE;
  private at = 0;

  /** @param askAgain asks for the log to be shipped again behind a position; told often */
  constructor(
    private readonly lane: Lane,
    private readonly sources: readonly ReplaySource[],
    private readonly askAgain: (from: number) => Promise<void>,
  ) {}

  /**
   * Brings what comes next.
   *
   * @param upto the last position to bring; what lies behind it is kept for the next time
   * @returns false at the end: of the log as it is now, or at that position
   * @throws DomainError of kind `unavailable` while a part is away; what the subscriber throws; Error where it cannot go on
   */
  async step(upto = Number.MAX_SAFE_INTEGER): Promise<boolean> {
    const { position } = await this.lane.locate();
    if (position >= upto) return false;
    const records = await this.records(upto);
    if (records.length === 0) return await this.atEnd();
    await this.offer(records);
    return true;
  }

  async close(): Promise<void> {
    await this.pages?.close();
    this.pages = undefined;
  }

  private get source(): ReplaySource {
    return this.sources[this.at] as ReplaySource;
  }

  /** Those up to the position; none at the end of this source. */
  private async records(upto: number): Promise<readonly LogRecord[]> {
    this.pages ??= await this.source.open();
    for (;;) {
      const due = this.due(upto);
      if (due.length > 0) return due;
      const page = await this.pages.next();
      if (page.length === 0) return [];
      this.held = this.held.length === 0 ? page : [...this.held, ...page];
    }
  }

  /** Takes them out of what is held. */
  private due(upto: number): readonly LogRecord[] {
    const { held } = this;
    const isDue = ({ meta }: LogRecord): boolean => meta.position <= upto;
    if (held.every(isDue)) {
      this.held = [];
      return held;
    }
    this.held = held.filter((record) => !isDue(record));
    return held.filter(isDue);
  }

  private async offer(records: readonly LogRecord[]): Promise<void> {
    const before = await this.lane.locate();
    const parks = (index: number): boolean => this.source.best || records[index]?.meta.position === this.asked;
    const obstacle = await this.lane.take(this.source.batch(records), { ...TAKING, parks });
    if (obstacle?.kind === 'gap') this.missing = obstacle;
    else if (obstacle) throw obstacle.error instanceof Error ? obstacle.error : new Error(obstacle.reason);
    else if (this.lane.checkpoint?.position !== before.position) this.missing = undefined;
  }

  /** There may be another place to read on from; if not, and something is missing, it is asked for. */
  private async atEnd(): Promise<boolean> {
    if (this.at < this.sources.length - 1) {
      await this.close();
      this.held = [];
      this.at += 1;
      return true;
    }
    if (this.missing) {
      this.asked = (await this.lane.locate()).position + 1;
      await this.askAgain(this.asked);
    }
    return false;
  }
}
