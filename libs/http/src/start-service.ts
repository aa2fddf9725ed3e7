import { type DynamicModule, Logger, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  createLogger,
  type Logger as ServiceLogger,
  Metrics,
  NestLogger,
  PlatformModule,
  runWithLogger,
  type ServiceConfig,
  Tracing,
} from '#libs/platform';
import { closeGracefully } from './close-gracefully.js';
import { createAdapter } from './fastify/adapter.js';
import { addRequestHooks } from './fastify/request-hooks.js';
import { RouteTable } from './fastify/route-table.js';
import { HttpModule } from './http.module.js';
import { ServiceParts } from './parts.js';
import { ApplicationHolder } from './system/application-holder.js';
import { Lifecycle } from './system/lifecycle.js';

/** A service as its module file declares it. */
export interface ServiceDefinition {
  readonly name: string;
  readonly module: Type | DynamicModule;
  /** What has to be done to the application before it is initialised: plugins of Fastify, mostly. */
  readonly configure?: (app: NestFastifyApplication, config: ServiceConfig) => void | Promise<void>;
}

export interface RunningService {
  readonly name: string;
  /** Base URL, without a slash at the end. */
  readonly url: string;
  readonly app: NestFastifyApplication;
  /** Takes nothing new, finishes what runs, closes consumers and then pools; within ten seconds. */
  close(): Promise<void>;
}

/** A port that cannot be listened on, by name. */
export class PortInUseError extends Error {
  constructor(
    readonly service: string,
    readonly port: number,
  ) {
    super(`${service} cannot listen on port ${port}: it is in use. Set AVIARY_HTTP_PORT to another.`);
    this.name = 'PortInUseError';
  }
}

class ServiceRoot {}

function rootModule(definition: ServiceDefinition, config: ServiceConfig, logger: ServiceLogger): DynamicModule {
  return {
    module: ServiceRoot,
    imports: [PlatformModule.forService(config, logger), HttpModule, definition.module as Type],
  };
}

async function create(
  definition: ServiceDefinition,
  config: ServiceConfig,
  logger: ServiceLogger,
): Promise<NestFastifyApplication> {
  const adapter = createAdapter(config.trustedProxies);
  const app = await NestFactory.create<NestFastifyApplication>(rootModule(definition, config, logger), adapter, {
    logger: new NestLogger(logger),
    abortOnError: false,
    bodyParser: false,
  });
  const lifecycle = app.get(Lifecycle);
  app.get(ApplicationHolder).hold(app);
  addRequestHooks(adapter.getInstance(), {
    logger,
    metrics: app.get(Metrics),
    tracing: app.get(Tracing),
    routes: app.get(RouteTable),
    closing: () => lifecycle.closing,
  });
  return app;
}

/** Handlers of events are found when the transport is connected, and called once the application is initialised. */
async function listen(app: NestFastifyApplication, config: ServiceConfig): Promise<string> {
  const { reactors } = app.get(ServiceParts);
  if (reactors !== undefined) app.connectMicroservice({ strategy: reactors }, { inheritAppConfig: true });
  await app.init();
  // Before the first request: a read that waits for the reactors must find them.
  await app.startAllMicroservices();
  const { host, port } = config.http;
  try {
    await app.listen(port, host);
  } catch (error) {
    throw (error as { code?: string }).code === 'EADDRINUSE' ? new PortInUseError(config.service, port) : error;
  }
  const address = app.getHttpServer().address() as { port: number };
  return `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
}

/**
 * Starts a service: its HTTP server and, if it has them, its reactors. Several may be started in one process; they share
 * nothing.
 *
 * @throws PortInUseError, and whatever keeps a part of the service from starting
 */
export function startService(
  definition: ServiceDefinition,
  config: ServiceConfig,
  logger: ServiceLogger = createLogger(config),
): Promise<RunningService> {
  return runWithLogger(logger, async () => {
    const app = await create(definition, config, logger);
    let closing: Promise<void> | undefined;
    const close = (): Promise<void> =>
      (closing ??= runWithLogger(logger, () => closeGracefully(app, app.get(Lifecycle))));
    try {
      await definition.configure?.(app, config);
      const url = await listen(app, config);
      new Logger('Service').log(`${definition.name} listens on ${url}`);
      return { name: definition.name, url, app, close };
    } catch (error) {
      await close().catch((failure: unknown) => logger.warn({ err: failure }, 'closing after a failed start failed'));
      throw error;
    }
  });
}
