import { type RecordedEvent } from '#libs/kernel';
import { type Advance, type Checkpoint, type Subscriber } from '#libs/messaging';
import { type TenantDatabase, type TenantDatabases } from '#libs/tenancy';
import { START } from './checkpoint.js';
import { LOG_EPOCH_OPENED } from './define.js';
import { CheckpointMovedError } from './errors.js';
import { applyDelivery, type Delivery, moveCheckpoint, readCheckpoints } from './live.js';
import { type FoldMetrics } from './metrics.js';
import { type Projection } from './projection.js';
import { type Standings } from './standing.js';
import { type TenantViews } from './tenant-views.js';

/** What all subscribers of one service share. */
export interface Surroundings {
  readonly databases: TenantDatabases;
  readonly views: TenantViews;
  readonly standings: Standings;
  readonly metrics: FoldMetrics;
}

/** One view and one of the logs it is folded from, for all tenants. */
export class ViewSubscriber implements Subscriber {
  readonly name: string;
  readonly handles: ReadonlySet<string>;

  constructor(
    private readonly projection: Projection,
    readonly source: string,
    private readonly around: Surroundings,
  ) {
    this.name = projection.id;
    this.handles = new Set([...(projection.sources.get(source) ?? []), LOG_EPOCH_OPENED]);
  }

  async checkpoint(tenant: string): Promise<Checkpoint> {
    const database = await this.around.databases.of(tenant);
    await this.around.views.make(database);
    const stored = (await readCheckpoints(database.pool, this.projection)).get(this.source) ?? START;
    this.around.standings.reached(this.name, tenant, this.source, stored);
    return stored;
  }

  /** @throws FoldError, CheckpointMovedError, EpochNotOpenedError; DomainError of kind `unavailable` */
  async handle(tenant: string, events: readonly RecordedEvent[], advance: Advance): Promise<void> {
    const { projection, name, source, around } = this;
    try {
      const database = await around.databases.of(tenant);
      await this.apply(database, { projection, source, events, advance });
      around.standings.reached(name, tenant, source, { epoch: advance.toEpoch ?? advance.epoch, position: advance.to });
    } catch (error) {
      // Another instance was faster: nothing is wrong.
      if (!(error instanceof CheckpointMovedError)) around.standings.failed(name, tenant, source, error);
      throw error;
    }
  }

  private async apply(database: TenantDatabase, delivery: Delivery): Promise<void> {
    const { views, metrics } = this.around;
    await views.make(database);
    try {
      if (await this.passedOver(database, delivery)) return;
      const applied = await database.transaction((client) => applyDelivery(client, delivery));
      metrics.applied(this.name, this.source, applied);
    } catch (error) {
      views.forget(database);
      throw error;
    }
  }

  /** Where nothing is to be folded, moving the checkpoint is all, and needs no transaction. */
  private async passedOver({ pool }: TenantDatabase, delivery: Delivery): Promise<boolean> {
    const { epoch, from, to, toEpoch = epoch } = delivery.advance;
    if (delivery.events.length > 0 || toEpoch !== epoch) return false;
    const before = { epoch, position: from };
    return await moveCheckpoint(pool, this.projection, this.source, before, { epoch, position: to });
  }
}
