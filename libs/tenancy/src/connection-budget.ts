import { unavailable } from '#libs/kernel';

/** What the budget needs to know of a pool to take a connection away from it. */
export interface BudgetedPool {
  /** Connections that are open and that nobody works with or waits for. */
  readonly spare: number;
  /** Epoch milliseconds. */
  readonly lastUsed: number;
  /** Gives up a spare connection if the budget still wants one. */
  offerSpare(): void;
}

interface Waiter {
  grant(): void;
}

/**
 * How many connections a process may have open, over all of its pools. A pool that needs one more when all are taken
 * gets that of another: an idle one of the pool that was used longest ago or, if none is idle, the next one that any
 * work gives back. So many tenants can share few connections, and a busy one cannot keep them all.
 */
export class ConnectionBudget {
  private readonly pools = new Set<BudgetedPool>();
  private readonly waiters: Waiter[] = [];
  private taken = 0;
  /** Connections on their way out because somebody waits. */
  private closing = 0;

  constructor(private readonly limit: number) {}

  /** Connections that are open or being opened. */
  get inUse(): number {
    return this.taken;
  }

  /** Whether a connection that is given back should be closed for another pool's sake. */
  get wantsOne(): boolean {
    return this.waiters.length > this.closing;
  }

  add(pool: BudgetedPool): void {
    this.pools.add(pool);
  }

  remove(pool: BudgetedPool): void {
    this.pools.delete(pool);
  }

  /** Notes that a connection is being closed since the budget wanted one. */
  promise(): void {
    this.closing += 1;
  }

  /**
   * Waits for the right to open a connection; whoever has it gives it back by `release`.
   *
   * @throws DomainError `too-many-connections` (503) when none comes free in time
   */
  async acquire(patienceMs: number): Promise<void> {
    if (this.taken < this.limit) {
      this.taken += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiters.splice(this.waiters.indexOf(waiter), 1);
        reject(unavailable('too-many-connections', 'All database connections are in use; please try again.'));
      }, patienceMs);
      const grant = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const waiter = { grant };
      this.waiters.push(waiter);
      if (this.wantsOne) this.longestIdle()?.offerSpare();
    });
  }

  /** Gives a connection back, to whoever has waited longest. */
  release(): void {
    if (this.closing > 0) this.closing -= 1;
    const next = this.waiters.shift();
    if (next === undefined) this.taken -= 1;
    else next.grant();
  }

  private longestIdle(): BudgetedPool | undefined {
    const idle = [...this.pools].filter(({ spare }) => spare > 0);
    return idle.sort((a, b) => a.lastUsed - b.lastUsed)[0];
  }
}
