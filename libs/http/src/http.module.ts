import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { AccessGuard, SecurityModule } from '#libs/security';
import { KeyedRequestGuard } from './command/keyed-request.guard.js';
import { IdempotencyInterceptor } from './command/idempotency.interceptor.js';
import { RouteTable } from './fastify/route-table.js';
import { SchemaPipe } from './input/schema.pipe.js';
import { ServiceParts } from './parts.js';
import { ProblemFilter } from './problems/problem.filter.js';
import { PositionInterceptor } from './reading/position.interceptor.js';
import { ApplicationHolder } from './system/application-holder.js';
import { Lifecycle } from './system/lifecycle.js';
import { ChecksController } from './system/checks.controller.js';
import { DeadLettersController } from './system/dead-letters.controller.js';
import { EpochsController } from './system/epochs.controller.js';
import { LogController } from './system/log.controller.js';
import { OpenApiController } from './system/openapi.controller.js';
import { ServiceOpenApi } from './system/openapi.js';
import { ProjectionsController } from './system/projections.controller.js';
import { StandingController } from './system/standing.controller.js';
import { StatesController } from './system/states.controller.js';
import { SystemController } from './system/system.controller.js';
import { TenantGuard } from './tenant.guard.js';

/** What stands before and after every route of a service; the guards and interceptors in the order of the list. */
@Module({
  imports: [SecurityModule],
  controllers: [
    SystemController,
    StandingController,
    LogController,
    StatesController,
    ChecksController,
    EpochsController,
    DeadLettersController,
    ProjectionsController,
    OpenApiController,
  ],
  providers: [
    RouteTable,
    ServiceParts,
    ApplicationHolder,
    Lifecycle,
    ServiceOpenApi,
    TenantGuard,
    { provide: APP_GUARD, useExisting: TenantGuard },
    { provide: APP_GUARD, useExisting: AccessGuard },
    { provide: APP_GUARD, useClass: KeyedRequestGuard },
    { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
    { provide: APP_INTERCEPTOR, useClass: PositionInterceptor },
    { provide: APP_PIPE, useClass: SchemaPipe },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
  exports: [RouteTable, ServiceParts, ApplicationHolder, Lifecycle],
})
export class HttpModule {}
