import { type RecordedEvent } from '#libs/kernel';
import { reasonOf, rowKey, streamKey, type Subject } from '#libs/messaging';

/** An event that a view set aside for one key while it was folded. */
export interface ParkedEvent {
  readonly key: string;
  readonly source: string;
  readonly event: RecordedEvent;
  readonly state: 'poison' | 'queued';
  readonly reason: string | null;
}

/** Of a log, the first position from which the events of a key wait. */
interface ParkedFrom {
  readonly source: string;
  readonly key: string;
  readonly position: number;
}

/**
 * Which events of which keys a view sets aside while it folds, and which it does without.
 *
 * A key is the row (`row:…`), or, for events of which nobody can say which rows they touch, the stream (`stream:…`). An
 * event that cannot be folded for a key parks it; from there on all events of the same log that touch the key wait behind
 * it, and no other. (Events of other logs need not: each column of a row is written from one log only.)
 *
 * It only collects; whoever folds stores what is found together with the rows. So the same fold, parking included, serves
 * live batches and rebuilds: what waits is known by position, wherever folding began.
 */
export class Parking {
  private readonly from = new Map<string, number>();
  private readonly discarded: ReadonlySet<string>;
  private found: ParkedEvent[] = [];

  /**
   * @param sourceOf the service whose log has events of that name
   * @param parked what waits already
   * @param discarded what the view does without
   */
  constructor(
    private readonly sourceOf: (event: string) => string,
    parked: readonly ParkedFrom[] = [],
    discarded: readonly { readonly key: string; readonly eventId: string }[] = [],
  ) {
    for (const { source, key, position } of parked) this.from.set(placeOf(source, key), position);
    this.discarded = new Set(discarded.map(({ key, eventId }) => placeOf(key, eventId)));
  }

  /** What was set aside since it was last taken. */
  take(): readonly ParkedEvent[] {
    const taken = this.found;
    this.found = [];
    return taken;
  }

  /** The same, on trial: what it finds is nobody's until it is adopted. */
  fork(): Parking {
    const fork = new Parking(this.sourceOf);
    for (const [place, position] of this.from) fork.from.set(place, position);
    return Object.assign(fork, { discarded: this.discarded });
  }

  adopt(fork: Parking): void {
    for (const [place, position] of fork.from) this.from.set(place, position);
    this.found.push(...fork.take());
  }

  /** Whether the event is to be folded; one that is to wait for its stream is set aside. */
  admits(event: RecordedEvent): boolean {
    return this.isIdle || this.judge(streamKey(event.meta.streamId), event);
  }

  /** Whether the event is to be folded into the row; one that is to wait is set aside. */
  admitsTo(row: string, event: RecordedEvent): boolean {
    return this.isIdle || this.judge(rowKey(row), event);
  }

  /** Which rows the event touches cannot be told. */
  park(event: RecordedEvent, error: unknown): void {
    this.poison(streamKey(event.meta.streamId), event, reasonOf(error, event.body));
  }

  /** The event cannot be folded into the row. @param about what an error may quote, the event aside */
  parkRow(row: string, event: RecordedEvent, error: unknown, ...about: readonly Subject[]): void {
    this.poison(rowKey(row), event, reasonOf(error, event.body, ...about));
  }

  /** Nothing waits, and nothing is done without: by far the most frequent case. */
  private get isIdle(): boolean {
    return this.from.size === 0 && this.discarded.size === 0;
  }

  private judge(key: string, event: RecordedEvent): boolean {
    if (this.discarded.has(placeOf(key, event.meta.eventId))) return false;
    const source = this.sourceOf(event.event);
    const since = this.from.get(placeOf(source, key));
    if (since === undefined || event.meta.position < since) return true;
    this.found.push({ key, source, event, state: 'queued', reason: null });
    return false;
  }

  private poison(key: string, event: RecordedEvent, reason: string): void {
    const source = this.sourceOf(event.event);
    this.from.set(placeOf(source, key), event.meta.position);
    this.found.push({ key, source, event, state: 'poison', reason });
  }
}

const placeOf = (one: string, other: string): string => `${one}\n${other}`;
