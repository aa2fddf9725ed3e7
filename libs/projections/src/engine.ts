import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type Subscriber, Subscriptions } from '#libs/messaging';
import { Metrics, StatusRegistry } from '#libs/platform';
import { TenantDatabases } from '#libs/tenancy';
import { entitiesOf } from './entity.js';
import { FoldMetrics } from './metrics.js';
import { SERVICE_PROJECTIONS, type ServiceProjections } from './service-projections.js';
import { Standings } from './standing.js';
import { TenantViews } from './tenant-views.js';
import { ViewSubscriber } from './view-subscriber.js';

/**
 * Keeps the views of one service live, for all tenants: it makes their tables, and subscribes each view to each log it
 * is folded from. Who delivers (the own log, or a topic) it does not know; each event takes effect once, however often
 * and by however many instances it is delivered.
 */
@Injectable()
export class ProjectionEngine implements OnModuleInit {
  /** Sees to it that the tables are there. */
  readonly views: TenantViews;
  readonly standings = new Standings();
  private readonly subscribers: readonly Subscriber[];

  constructor(
    @Inject(SERVICE_PROJECTIONS) { service, projections }: ServiceProjections,
    databases: TenantDatabases,
    private readonly subscriptions: Subscriptions,
    private readonly status: StatusRegistry,
    metrics: Metrics,
  ) {
    this.views = new TenantViews(service, projections);
    databases.addEntities(entitiesOf(projections));
    const around = { databases, views: this.views, standings: this.standings, metrics: new FoldMetrics(metrics) };
    this.subscribers = projections.flatMap((projection) =>
      [...projection.sources.keys()].map((source) => new ViewSubscriber(projection, source, around)),
    );
  }

  onModuleInit(): void {
    for (const subscriber of this.subscribers) this.subscriptions.add(subscriber);
    this.status.contribute('projections', () => Promise.resolve(this.standings.list()));
  }
}
