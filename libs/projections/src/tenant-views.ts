import { unavailable } from '#libs/kernel';
import { type Database, makeViews } from './tables.js';
import { type Projection } from './projection.js';

const PATIENCE_MS = 2_000;

/** Sees to it that the tables of a service's views are there, once for each tenant's database that is opened. */
export class TenantViews {
  private readonly made = new WeakMap<Database, Promise<void>>();

  constructor(
    private readonly service: string,
    private readonly projections: readonly Projection[],
    /** How long `ready` waits, in milliseconds. */
    private readonly patience = PATIENCE_MS,
  ) {}

  /** Makes the tables that are not there yet. A failure is forgotten: the next call tries again. */
  make(database: Database): Promise<void> {
    let making = this.made.get(database);
    if (!making) {
      making = makeViews(database, this.service, this.projections);
      this.made.set(database, making);
      making.catch(() => this.made.delete(database));
    }
    return making;
  }

  /** Looks after the tables again at the next call: something went wrong, and they may be gone. */
  forget(database: Database): void {
    this.made.delete(database);
  }

  /**
   * For those who cannot wait for long.
   *
   * @throws DomainError `view-not-built` (503) while the tables are being made
   */
  async ready(database: Database): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(notBuilt()), this.patience);
    });
    try {
      await Promise.race([this.make(database), late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

const notBuilt = () =>
  unavailable('view-not-built', 'This view is still being built; please try again shortly.', {
    extra: { retryAfter: 1 },
  });
