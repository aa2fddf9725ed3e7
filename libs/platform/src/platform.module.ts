import { type DynamicModule, Module } from '@nestjs/common';
import { CheckRegistry } from './checks.js';
import { SERVICE_CONFIG, type ServiceConfig } from './config.js';
import { HealthRegistry } from './health.js';
import { type Logger } from './logger.js';
import { Metrics } from './metrics.js';
import { StatusRegistry } from './status.js';
import { openTracing } from './tracing/open-tracing.js';
import { Tracing } from './tracing/tracing.js';

/** The token of the service's pino logger; most code simply uses `new Logger('Name')` of `@nestjs/common`. */
export const SERVICE_LOGGER = Symbol('service logger');

/** What every room of a service may inject without importing anything: its configuration, log, traces, metrics, health, status. */
@Module({})
export class PlatformModule {
  /** One per service: nothing in it is shared with another service of the same process. */
  static forService(config: ServiceConfig, logger: Logger): DynamicModule {
    return {
      module: PlatformModule,
      global: true,
      providers: [
        { provide: SERVICE_CONFIG, useValue: config },
        { provide: SERVICE_LOGGER, useValue: logger },
        { provide: Tracing, useFactory: () => openTracing(config) },
        Metrics,
        HealthRegistry,
        StatusRegistry,
        CheckRegistry,
      ],
      exports: [SERVICE_CONFIG, SERVICE_LOGGER, Tracing, Metrics, HealthRegistry, StatusRegistry, CheckRegistry],
    };
  }
}
