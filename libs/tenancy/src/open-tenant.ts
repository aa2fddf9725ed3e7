import { type ServiceConfig } from '#libs/platform';
import { processBudgets } from './budgets.js';
import { type OpenDatabase, openDatabase } from './open-database.js';
import { type Closable } from './open-databases.js';
import { type Persistence } from './persistence.js';
import { type Tenant } from './registry-row.js';
import { TenantDatabase } from './tenant-database.js';

/** So long may work go on in a database that is to be closed. */
const PATIENCE_MS = 5_000;

/** A tenant's database that is open, or being opened, for one service. */
export class OpenTenant implements Closable {
  private readonly opening: Promise<TenantDatabase>;
  private opened: OpenDatabase | undefined;
  private askedAt = Date.now();

  constructor(
    private readonly row: Tenant,
    config: ServiceConfig,
    persistence: Persistence,
    private readonly onClose: (self: OpenTenant) => void,
  ) {
    this.opening = this.open(config, persistence);
    // Whoever asks is told; that nobody may be waiting any more is no defect.
    this.opening.catch(() => this.onClose(this));
  }

  /** Whether the registry still says that the tenant lives there. */
  isAt({ database, host, port }: Tenant): boolean {
    return this.row.database === database && this.row.host === host && this.row.port === port;
  }

  use(): Promise<TenantDatabase> {
    this.askedAt = Date.now();
    return this.opening;
  }

  get busy(): boolean {
    return this.opened === undefined || this.opened.pool.busy;
  }

  get lastUsed(): number {
    return Math.max(this.askedAt, this.opened?.pool.lastUsed ?? 0);
  }

  get connections(): { idle: number; busy: number; waiting: number } {
    const { idleCount = 0, totalCount = 0, waitingCount = 0 } = this.opened?.pool ?? {};
    return { idle: idleCount, busy: totalCount - idleCount, waiting: waitingCount };
  }

  /** Takes it out of use at once, and closes it when the work in it is done. */
  async close(): Promise<void> {
    this.onClose(this);
    await this.opening.catch(() => undefined);
    await this.opened?.pool.quiet(PATIENCE_MS);
    await this.opened?.dataSource.destroy();
  }

  private async open(config: ServiceConfig, persistence: Persistence): Promise<TenantDatabase> {
    const opened = await openDatabase(config, this.row, persistence, processBudgets(config).tenants);
    this.opened = opened;
    return new TenantDatabase(this.row.name, config.service, opened.pool, opened.dataSource);
  }
}
