import { type DynamicModule, Module } from '@nestjs/common';
import { ProjectionEngine } from './engine.js';
import { RebuildTools } from './rebuild/rebuild-tools.js';
import { Rebuilds } from './rebuild/rebuilds.js';
import { assertApart, SERVICE_PROJECTIONS, type ServiceProjections } from './service-projections.js';
import { ViewTools } from './view-tools.js';
import { Views } from './views.js';

/** The views of a service. Wants PlatformModule, TenancyModule and MessagingModule beside it. */
@Module({})
export class ProjectionsModule {
  /** @throws Error when the views contradict each other */
  static forService(views: ServiceProjections): DynamicModule {
    assertApart(views);
    return {
      module: ProjectionsModule,
      global: true,
      providers: [
        { provide: SERVICE_PROJECTIONS, useValue: views },
        ...[ViewTools, ProjectionEngine, Views, RebuildTools, Rebuilds],
      ],
      exports: [ProjectionEngine, Views, Rebuilds],
    };
  }
}
