import { Logger } from '@nestjs/common';
import { type RecordedEvent } from '#libs/kernel';
import {
  type Advance,
  type Checkpoint,
  type Discard,
  makeLetterTable,
  type ParkedKey,
  type Release,
  type StoredBodies,
  type Subscriber,
  type UnreadableEvent,
} from '#libs/messaging';
import { logEpochs, type TenantDatabase, type TenantDatabases } from '#libs/tenancy';
import { START } from './checkpoint.js';
import { CheckpointMovedError } from './errors.js';
import {
  applyDelivery,
  type Applied,
  type Delivery,
  parkUnreadable,
  passOver,
  readCheckpoints,
  takeBack,
} from './live.js';
import { type FoldMetrics } from './metrics.js';
import { type OpenLetters, RELEASED_AT_ONCE, releaseSome } from './parking/release.js';
import { isUnfit } from './parking/take.js';
import { type Projection } from './projection.js';
import { type Standings } from './standing.js';
import { type TenantViews } from './tenant-views.js';

/** What all subscribers of one service share. */
export interface Surroundings {
  readonly databases: TenantDatabases;
  readonly views: TenantViews;
  readonly standings: Standings;
  readonly metrics: FoldMetrics;
  /** Reads what was set aside. */
  readonly open: OpenLetters;
  /** Is told that something of a tenant was set aside. */
  readonly parks: (tenant: string) => void;
  /** Is told that a view begins to be folded anew, so that its logs are read once more. */
  readonly refolds: (view: string, tenant: string) => void;
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
    const database = await this.database(tenant);
    const stored = (await readCheckpoints(database.pool, this.projection)).get(this.source);
    const { epoch, position } = stored ?? START;
    if (stored?.letters) this.around.parks(tenant);
    this.around.standings.reached(this.name, tenant, this.source, { epoch, position }, stored?.until !== null);
    return { epoch, position };
  }

  /**
   * Puts the view back to its beginning: what it had folded is void from some place on.
   *
   * @throws CheckpointMovedError; DomainError of kind `unavailable`
   */
  async rewind(tenant: string, at: Checkpoint, to: Checkpoint): Promise<void> {
    const { projection, name, source } = this;
    const database = await this.database(tenant);
    // Of an epoch that the log never opened, nobody can tell where it parted from the others: all of the log is folded first.
    const unknown = to.position === 0 && to.epoch < at.epoch;
    const head = unknown && ((await logEpochs(database, source)).at(-1)?.head ?? 0);
    const until = head === false ? to : { epoch: null, position: head };
    await database.transaction((client) =>
      takeBack(client, projection, { source, at, until, voidFrom: to.position + 1 }),
    );
    this.log.warn(
      `${name} of ${tenant} had folded ${source}=${at.epoch}.${at.position}, which is void; it is folded anew`,
    );
  }

  /** @throws CheckpointMovedError; DomainError of kind `unavailable`; FoldError without `stored` */
  async handle(
    tenant: string,
    events: readonly RecordedEvent[],
    advance: Advance,
    stored?: StoredBodies,
  ): Promise<void> {
    const { projection, name, source, around } = this;
    try {
      const database = await this.database(tenant);
      const refolding = await this.apply(database, { projection, source, events, advance, stored });
      const reached = { epoch: advance.toEpoch ?? advance.epoch, position: advance.to };
      around.standings.reached(name, tenant, source, reached, refolding);
    } catch (error) {
      // Another instance was faster: nothing is wrong.
      if (!(error instanceof CheckpointMovedError)) around.standings.failed(name, tenant, source, error);
      throw error;
    }
  }

  /** @throws CheckpointMovedError; DomainError of kind `unavailable` */
  async park(tenant: string, event: UnreadableEvent, advance: Advance): Promise<void> {
    const { projection, source } = this;
    const database = await this.database(tenant);
    await database.transaction((client) => parkUnreadable(client, { projection, source, advance }, event));
    this.tellParked(tenant, 1, event.reason);
  }

  /** @throws DomainError of kind `unavailable`, `view-refolding` for one */
  async release(tenant: string, parked: ParkedKey, discard?: Discard): Promise<Release> {
    const { projection, around } = this;
    let handled = 0;
    for (let first = true; ; first = false) {
      const database = await this.database(tenant);
      const waiting = { tenant, projection, parked, open: around.open, discard: first ? discard : undefined };
      const release = await database.transaction((client) => releaseSome(client, waiting));
      if (release?.outcome === 'refolding') around.refolds(this.name, tenant);
      if (release) return { ...release, handled: handled + release.handled };
      handled += RELEASED_AT_ONCE;
    }
  }

  private async database(tenant: string): Promise<TenantDatabase> {
    const database = await this.around.databases.of(tenant);
    await this.around.views.make(database);
    await makeLetterTable(database, this.projection.service);
    return database;
  }

  /** @returns whether the view is being folded anew */
  private async apply(database: TenantDatabase, delivery: Delivery): Promise<boolean> {
    try {
      if (await this.passedOver(database, delivery)) return false;
      const applied = await this.applied(database, delivery);
      this.around.metrics.applied(this.name, this.source, applied);
      const poison = applied.parked.filter(({ state }) => state === 'poison');
      if (poison[0]) this.tellParked(database.tenant, poison.length, poison[0].reason);
      return applied.refolding;
    } catch (error) {
      this.around.views.forget(database);
      throw error;
    }
  }

  private async applied(database: TenantDatabase, delivery: Delivery): Promise<Applied> {
    try {
      return await database.transaction((client) => applyDelivery(client, delivery));
    } catch (error) {
      if (!delivery.stored || !isUnfit(error)) throw error;
      return await database.transaction((client) => applyDelivery(client, { ...delivery, carefully: true }));
    }
  }

  private tellParked(tenant: string, count: number, reason: string | null): void {
    this.around.parks(tenant);
    const what = count === 1 ? 'an event' : `${count} events`;
    this.log.error(`${this.name} of ${tenant} has set ${what} of ${this.source} aside: ${reason}`);
  }

  /** Where nothing is to be folded, moving the checkpoint is all, and needs no transaction. */
  private async passedOver({ pool }: TenantDatabase, delivery: Delivery): Promise<boolean> {
    const { epoch, toEpoch = epoch } = delivery.advance;
    if (delivery.events.length > 0 || toEpoch !== epoch) return false;
    return await passOver(pool, this.projection, this.source, delivery.advance);
  }
}
