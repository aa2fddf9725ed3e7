import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { unavailable } from '#libs/kernel';
import { areThere, type ViewTables } from './beside.js';
import { type Database, makeViews } from './tables.js';
import { type Projection } from './projection.js';

const PATIENCE_MS = 2_000;
const LOOK_MS = 100;

/** What this process knows of one tenant's database. */
interface Known {
  readonly making: Promise<void>;
  /** Views of which the tables are there to be read. */
  readonly built: Set<ViewTables>;
}

/** Sees to it that the tables of a service's views are there, once for each tenant's database that is opened. */
export class TenantViews {
  private readonly log = new Logger('Views');
  private readonly known = new WeakMap<Database, Known>();
  private made: (database: Database) => Promise<void> = () => Promise.resolve();

  constructor(
    private readonly service: string,
    private readonly projections: readonly Projection[],
    /** How long `ready` waits, in milliseconds. */
    private readonly patience = PATIENCE_MS,
  ) {}

  /** Makes the tables that are not there yet. A failure is forgotten: the next call tries again. */
  make(database: Database): Promise<void> {
    return this.of(database).making;
  }

  /** Whenever the tables in a database are there, also says so; that this fails does no harm. */
  onMade(listener: (database: Database) => Promise<void>): void {
    this.made = listener;
  }

  /** Looks after the tables again at the next call: something went wrong, and they may be gone. */
  forget(database: Database): void {
    this.known.delete(database);
  }

  /**
   * For those who read a view and cannot wait for long.
   *
   * @throws DomainError `view-not-built` (503) until there are tables of it that have got to where its logs ended when they
   *   were begun
   */
  async ready(database: Database, view: ViewTables): Promise<void> {
    const known = this.of(database);
    if (known.built.has(view)) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(notBuilt()), this.patience);
    });
    try {
      await Promise.race([known.making, late]);
    } finally {
      clearTimeout(timer);
    }
    const until = performance.now() + this.patience;
    while (!(await areThere(database.pool, view))) {
      if (performance.now() >= until) throw notBuilt();
      await pause(LOOK_MS);
    }
    known.built.add(view);
  }

  private of(database: Database): Known {
    let known = this.known.get(database);
    if (!known) {
      const making = makeViews(database, this.service, this.projections);
      known = { making, built: new Set() };
      this.known.set(database, known);
      making.then(
        () =>
          this.made(database).catch((error: unknown) =>
            this.log.warn('what was begun is not gone on with', { err: error }),
          ),
        () => this.known.delete(database),
      );
    }
    return known;
  }
}

const notBuilt = () =>
  unavailable('view-not-built', 'This view is still being built; please try again shortly.', {
    extra: { retryAfter: 1 },
  });
