import { Logger } from '@nestjs/common';
import { type RecordedEvent } from '#libs/kernel';
import { type Advance, type Checkpoint, type Subscriber } from '#libs/messaging';
import { logEpochs, type TenantDatabase, type TenantDatabases } from '#libs/tenancy';
import { START } from './checkpoint.js';
import { CheckpointMovedError } from './errors.js';
import { applyDelivery, type Delivery, passOver, readCheckpoints, takeBack } from './live.js';
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
  private readonly log = new Logger('Views');

  constructor(
    private readonly projection: Projection,
    readonly source: string,
    private readonly around: Surroundings,
  ) {
    this.name = projection.id;
    this.handles = projection.sources.get(source) ?? new Set();
  }

  async checkpoint(tenant: string): Promise<Checkpoint> {
    const database = await this.around.databases.of(tenant);
    await this.around.views.make(database);
    const stored = (await readCheckpoints(database.pool, this.projection)).get(this.source) ?? {
      ...START,
      until: null,
    };
    this.around.standings.reached(this.name, tenant, this.source, stored, stored.until !== null);
    return { epoch: stored.epoch, position: stored.position };
  }

  /**
   * Puts the view back to its beginning: what it had folded is void from some place on.
   *
   * @throws CheckpointMovedError; DomainError of kind `unavailable`
   */
  async rewind(tenant: string, at: Checkpoint, to: Checkpoint): Promise<void> {
    const { projection, name, source, around } = this;
    const database = await around.databases.of(tenant);
    await around.views.make(database);
    // Of an epoch that the log never opened, nobody can tell where it parted from the others: all of the log is folded first.
    const unknown = to.position === 0 && to.epoch < at.epoch;
    const until = unknown ? ((await logEpochs(database, source)).at(-1)?.head ?? 0) : to.position;
    await database.transaction((client) => takeBack(client, projection, { source, at, until }));
    this.log.warn(
      `${name} of ${tenant} had folded ${source}=${at.epoch}.${at.position}, which is void; it is folded anew`,
    );
  }

  /** @throws FoldError, CheckpointMovedError; DomainError of kind `unavailable` */
  async handle(tenant: string, events: readonly RecordedEvent[], advance: Advance): Promise<void> {
    const { projection, name, source, around } = this;
    try {
      const database = await around.databases.of(tenant);
      const refolding = await this.apply(database, { projection, source, events, advance });
      const reached = { epoch: advance.toEpoch ?? advance.epoch, position: advance.to };
      around.standings.reached(name, tenant, source, reached, refolding);
    } catch (error) {
      // Another instance was faster: nothing is wrong.
      if (!(error instanceof CheckpointMovedError)) around.standings.failed(name, tenant, source, error);
      throw error;
    }
  }

  /** @returns whether the view is being folded anew */
  private async apply(database: TenantDatabase, delivery: Delivery): Promise<boolean> {
    const { views, metrics } = this.around;
    await views.make(database);
    try {
      if (await this.passedOver(database, delivery)) return false;
      const applied = await database.transaction((client) => applyDelivery(client, delivery));
      metrics.applied(this.name, this.source, applied);
      return applied.refolding;
    } catch (error) {
      views.forget(database);
      throw error;
    }
  }

  /** Where nothing is to be folded, moving the checkpoint is all, and needs no transaction. */
  private async passedOver({ pool }: TenantDatabase, delivery: Delivery): Promise<boolean> {
    const { epoch, toEpoch = epoch } = delivery.advance;
    if (delivery.events.length > 0 || toEpoch !== epoch) return false;
    return await passOver(pool, this.projection, this.source, delivery.advance);
  }
}
