/** A database that is open, to be closed when nobody needs it. */
export interface Closable {
  readonly busy: boolean;
  /** Epoch milliseconds. */
  readonly lastUsed: number;
  /** Takes it out of use at once and closes it. */
  close(): Promise<void>;
}

/** Whoever was just given a database has this long to begin with it. */
const GRACE_MS = 1_000;

/**
 * The open databases of a process, over all of its services: too many of them make it close those that were used longest
 * ago. One that is busy or was just used stays, so there may be more than the limit for a while; the connections
 * themselves are counted elsewhere, and strictly.
 */
export class OpenDatabases {
  private readonly open = new Set<Closable>();

  constructor(private readonly limit: number) {}

  get count(): number {
    return this.open.size;
  }

  add(database: Closable): void {
    this.open.add(database);
    if (this.open.size > this.limit) this.closeSome(this.open.size - this.limit);
  }

  remove(database: Closable): void {
    this.open.delete(database);
  }

  private closeSome(count: number): void {
    const before = Date.now() - GRACE_MS;
    const unused = [...this.open].filter(({ busy, lastUsed }) => !busy && lastUsed < before);
    unused.sort((a, b) => a.lastUsed - b.lastUsed);
    for (const database of unused.slice(0, count)) void database.close();
  }
}
