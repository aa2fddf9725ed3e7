interface Failures {
  count: number;
  /** Epoch milliseconds at which counting starts anew. */
  readonly until: number;
}

/** More logins than are tried wrongly in a minute; beyond that the oldest are forgotten rather than memory used up. */
const MOST_KEYS = 50_000;

/** Counts failures by key, in windows that begin with the first one. Times are epoch milliseconds. */
export class FailureWindow {
  private readonly byKey = new Map<string, Failures>();

  constructor(
    private readonly allowed: number,
    private readonly windowMs: number,
    private readonly mostKeys = MOST_KEYS,
  ) {}

  /** Milliseconds until the key may try again; 0: now. */
  waitFor(key: string, now: number): number {
    const failures = this.byKey.get(key);
    if (!failures || failures.until <= now || failures.count < this.allowed) return 0;
    return failures.until - now;
  }

  add(key: string, now: number): void {
    const failures = this.byKey.get(key);
    if (failures && failures.until > now) {
      failures.count += 1;
      return;
    }
    // Deleted first, so that the map stays in the order in which the windows began.
    this.byKey.delete(key);
    this.byKey.set(key, { count: 1, until: now + this.windowMs });
    this.shrink(now);
  }

  /** Takes one failure back. */
  undo(key: string): void {
    const failures = this.byKey.get(key);
    if (failures) failures.count -= 1;
  }

  forget(key: string): void {
    this.byKey.delete(key);
  }

  private shrink(now: number): void {
    for (const [key, { until }] of this.byKey) {
      if (until > now && this.byKey.size <= this.mostKeys) return;
      this.byKey.delete(key);
    }
  }
}
