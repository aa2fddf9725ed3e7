import { type Lane } from './lane.js';
import { type Obstacle, type ObstacleKind } from './obstacle.js';

/** A lane that does not take part in the main reading of its partition. */
export interface Straggler {
  readonly lane: Lane;
  /** Everything of the lane's tenant before this offset has been taken. */
  next: bigint;
  kind: ObstacleKind | 'new';
  reason: string;
  /** Epoch milliseconds. */
  readonly since: number;
  /** Attempts in a row that came to nothing. */
  failures: number;
  /** Not tried again before; epoch milliseconds. */
  restUntil: number;
  /** It met a gap, so it reads on in search of the missing record. */
  searching: boolean;
  /** While searching: whether something is still missing. */
  missing: boolean;
  /** When the log was last asked to be shipped again; epoch milliseconds, 0 for never. */
  askedAt: number;
  /** Where the partition ended then: what is behind that may have come because of it. */
  askedEnd: bigint;
}

/** Where a lane is put back to, and why. */
export interface Setback {
  readonly next: bigint;
  readonly obstacle: Pick<Obstacle, 'reason'> & { readonly kind: Straggler['kind'] };
  readonly restMs?: number;
  readonly since?: number;
}

/**
 * Who reads what in one partition, so that nobody who is stuck holds up the others and nothing is lost between the two
 * readers.
 *
 * Why: a partition holds the logs of many tenants. One whose database is away, or whose log has a gap, must not stop the
 * partition, and must not lose what goes by meanwhile.
 *
 * Modes of a lane: *live* (the main consumer feeds it) and *behind* (a second reader feeds it, from an offset of its own;
 * see `Straggler`). The main consumer's cursor stands for all lanes that are live: all before it has been taken by them.
 *
 * Transitions: live → behind in the midst of a batch of the main consumer, at the offset where the batch begins (or at the
 * partition's start, for a gap): everything up to there was taken. Behind → live when the second reader has passed the
 * cursor and the main consumer is not in the midst of a batch: then all before the cursor was taken by this lane too,
 * which is what the cursor says. If the reader is further than the cursor, the main consumer only repeats, and the lane
 * drops repeats. A lane in search of a missing record goes on searching at the partition's end until the record is there.
 *
 * What must be stored, and in which order: a lane that falls behind is stored before the cursor moves over its records; a
 * lane that was taken back is deleted at any time after. A crash between leaves it behind at an older offset: it repeats.
 * Should a row be lost all the same, the lane's next record shows a gap, and it starts at the partition's beginning.
 *
 * Trade-off: the second reader reads the whole partition for the sake of one lane. It is rare, and it needs nothing of the
 * producing service.
 */
export class HandOver {
  private readonly stragglers = new Map<string, Straggler>();
  private busy = false;

  /** @param cursor the offset from which the main consumer goes on */
  constructor(private cursor: bigint) {}

  /** The next offset of the main consumer. */
  get position(): bigint {
    return this.cursor;
  }

  /** Whether the main consumer is in the midst of a batch. */
  get reading(): boolean {
    return this.busy;
  }

  get behind(): readonly Straggler[] {
    return [...this.stragglers.values()];
  }

  isBehind(lane: Lane): boolean {
    return this.stragglers.has(lane.key);
  }

  /** The main consumer begins a batch at its cursor. @returns the lanes that take part again from this batch on */
  begin(): Straggler[] {
    const back = this.takeBack();
    this.busy = true;
    return back;
  }

  /** The main consumer has ended its batch. @returns the lanes that take part again from the next one on */
  end(cursor: bigint): Straggler[] {
    this.busy = false;
    this.cursor = cursor;
    return this.takeBack();
  }

  /** The main consumer has given up its batch; it will come again. */
  abandon(): void {
    this.busy = false;
  }

  /** Takes a lane out of the main reading, or puts it further back. */
  fallBehind(lane: Lane, { next, obstacle, restMs = 0, since = Date.now() }: Setback): Straggler {
    const known = this.stragglers.get(lane.key);
    const straggler: Straggler = known ?? {
      lane,
      next,
      ...{ kind: obstacle.kind, reason: obstacle.reason, since, failures: 0 },
      ...{ restUntil: Date.now() + restMs, searching: false, missing: false, askedAt: 0, askedEnd: 0n },
    };
    straggler.next = next < straggler.next ? next : straggler.next;
    straggler.searching ||= obstacle.kind === 'gap';
    this.stragglers.set(lane.key, straggler);
    return straggler;
  }

  /** Those whom the second reader should feed now. */
  due(now: number): Straggler[] {
    return this.behind.filter(({ restUntil, lane }) => restUntil <= now && !lane.busy);
  }

  /** The second reader has handed a straggler everything before the offset. @returns the lanes that are live again */
  passed(straggler: Straggler, next: bigint): Straggler[] {
    straggler.next = next;
    return this.takeBack();
  }

  /** @returns the lanes that are live again, if any could not be taken back when they got there */
  settle(): Straggler[] {
    return this.takeBack();
  }

  private takeBack(): Straggler[] {
    if (this.busy) return [];
    const back = this.behind.filter(
      ({ next, missing, failures, lane }) => next >= this.cursor && !missing && failures === 0 && !lane.busy,
    );
    for (const { lane } of back) this.stragglers.delete(lane.key);
    return back;
  }
}
