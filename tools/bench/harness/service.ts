import { type DynamicModule, type INestApplicationContext, Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventStoreModule } from '#libs/event-store';
import { MessagingModule } from '#libs/messaging';
import { createLogger, NestLogger, PlatformModule } from '#libs/platform';
import { type Projection, ProjectionsModule } from '#libs/projections';
import { TenancyModule } from '#libs/tenancy';
import { configOf } from './installation.js';
import { type Place } from './workshop.js';

@Module({})
class ServiceModule {}

export interface ServiceOptions {
  readonly service: string;
  readonly projections: readonly Projection[];
  /** The consumer group; that of the service if left out. */
  readonly group?: string;
}

/** A service with its log and its views as it is put together everywhere, but for HTTP. */
export async function openService(
  place: Place,
  { service, projections, group }: ServiceOptions,
): Promise<INestApplicationContext> {
  const config = configOf(place, service);
  const logger = createLogger(config);
  const module: DynamicModule = {
    module: ServiceModule,
    imports: [
      PlatformModule.forService(config, logger),
      TenancyModule.forService({ migrations: [], entities: [] }),
      EventStoreModule.forService({ service }),
      MessagingModule.forService({ service, hasLog: true, ...(group === undefined ? {} : { group }) }),
      ProjectionsModule.forService({ service, projections }),
    ],
  };
  Logger.overrideLogger(new NestLogger(logger));
  return await NestFactory.createApplicationContext(module, { abortOnError: false });
}
