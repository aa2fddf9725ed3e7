import { Module } from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { OpenApiSource, type ServiceDefinition } from '#libs/http';
import { type ServiceConfig } from '#libs/platform';
import { SecurityModule, TokenVerifier } from '#libs/security';
import { MergedOpenApi } from './application/merged-openapi.js';
import { Readiness } from './application/readiness.js';
import { Upstreams } from './application/upstreams.js';
import { serveDocs, serveEvents } from './http/docs.js';
import { LandingController } from './http/landing.controller.js';
import { proxy } from './http/proxy.js';
import { limitRates } from './http/rate-limit.js';

@Module({
  imports: [SecurityModule],
  controllers: [LandingController],
  providers: [{ provide: OpenApiSource, useClass: MergedOpenApi }, Readiness, Upstreams],
})
export class GatewayModule {}

/** What stands beside Nest's own routes: limits, the pages of the API, and the way to the services. */
async function configure(app: NestFastifyApplication, config: ServiceConfig): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  const parts = { config, upstreams: app.get(Upstreams), tokens: app.get(TokenVerifier, { strict: false }) };
  await limitRates(fastify, config);
  await serveDocs(fastify);
  serveEvents(fastify);
  await fastify.register(async (inner) => await proxy(inner, parts));
}

export const gateway: ServiceDefinition = { name: 'gateway', module: GatewayModule, configure };
