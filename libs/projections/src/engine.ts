import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type Subscriber, Subscriptions } from '#libs/messaging';
import { entitiesOf } from './entity.js';
import { FoldMetrics } from './metrics.js';
import { type Projection } from './projection.js';
import { SERVICE_PROJECTIONS, type ServiceProjections } from './service-projections.js';
import { Standings } from './standing.js';
import { TenantViews } from './tenant-views.js';
import { type Surroundings, ViewSubscriber } from './view-subscriber.js';
import { ViewTools } from './view-tools.js';

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
  readonly service: string;
  readonly projections: readonly Projection[];
  private readonly subscribers: readonly Subscriber[];

  constructor(
    @Inject(SERVICE_PROJECTIONS) { service, projections }: ServiceProjections,
    private readonly tools: ViewTools,
    private readonly subscriptions: Subscriptions,
  ) {
    const { databases, deadLetters, metrics } = tools;
    this.service = service;
    this.projections = projections;
    this.views = new TenantViews(service, projections);
    databases.addEntities(entitiesOf(projections));
    const around: Surroundings = {
      ...{ databases, views: this.views, standings: this.standings, metrics: new FoldMetrics(metrics) },
      open: (tenant, source, of) => deadLetters.opener.open(tenant, source, of),
      parks: (tenant) => deadLetters.book.note(tenant),
      refolds: (name, tenant) => subscriptions.wentBack({ name, source: service, tenant }),
    };
    this.subscribers = projections.flatMap((projection) =>
      [...projection.sources.keys()].map((source) => new ViewSubscriber(projection, source, around)),
    );
  }

  onModuleInit(): void {
    for (const subscriber of this.subscribers) this.subscriptions.add(subscriber);
    this.tools.status.contribute('projections', () => Promise.resolve(this.standings.list()));
  }
}
