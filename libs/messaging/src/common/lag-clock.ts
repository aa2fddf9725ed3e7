/** Where a log ends, and when that event was recorded. */
export interface LogEnd {
  readonly position: number;
  /** Epoch milliseconds. */
  readonly recordedAt: number;
}

/**
 * For how long somebody has been behind a log, told from looks at where both are. The time at which the first event that is
 * still to be taken was recorded is in the log, which a reader of another service cannot read; so it is the time of the
 * head that it was first seen behind. That is at most the time between two looks too little.
 */
export class LagClock {
  private readonly marks = new Map<string, LogEnd>();

  /**
   * @param key who is behind what
   * @param at the position of its checkpoint
   * @returns seconds, 0 when it is at the head
   */
  seconds(key: string, at: number, head: LogEnd, now: number): number {
    if (at >= head.position) {
      this.marks.delete(key);
      return 0;
    }
    const known = this.marks.get(key);
    const mark = known && known.position > at ? known : head;
    this.marks.set(key, mark);
    return Math.max(0, now - mark.recordedAt) / 1_000;
  }
}
