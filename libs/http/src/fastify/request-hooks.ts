import { Readable } from 'node:stream';
import { type FastifyInstance } from 'fastify';
import { invalid } from '#libs/kernel';
import { inSpan, type Logger, type Metrics, runInContext, runWithLogger, type Tracing } from '#libs/platform';
import { findUnstorable } from '../input/unstorable.js';
import { InputError } from '../problems/input-error.js';
import { type AviaryReply, type AviaryRequest, pathOf } from '../request.js';
import { limitBodyArrival } from './body-arrival.js';
import { correlationIdOf } from './correlation-id.js';
import { beginRequestSpan } from './request-span.js';
import { loggedPath } from './logged-path.js';
import { letRefusedBodiesArrive } from './refused-body.js';
import { completeHead } from './response-head.js';
import { type RouteTable } from './route-table.js';

/** Routes that machines ask all the time: not worth a line each, nor a trace. */
const QUIET = new Set(['/healthz', '/readyz', '/metrics', '/internal/status']);

const BODYLESS = new Set(['GET', 'HEAD']);

function assertProper(request: AviaryRequest): void {
  const { url, headers } = request.raw;
  if (
    BODYLESS.has(request.method) &&
    (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0)
  )
    throw invalid('body-not-allowed', `A ${request.method} takes no body.`, { field: 'body' });
  const query = (url ?? '').split('?').slice(1).join('?');
  try {
    decodeURIComponent(query.replaceAll('+', ' '));
  } catch {
    throw invalid('malformed-url', 'The query is not properly percent-encoded.', { field: 'query' });
  }
}

function assertStorable({ body, query, params }: AviaryRequest): void {
  const errors = [
    ...findUnstorable(params),
    ...findUnstorable(query),
    // Bytes that are passed on unread are for whoever reads them.
    ...(body === undefined || Buffer.isBuffer(body) || body instanceof Readable ? [] : findUnstorable(body)),
  ];
  if (errors.length > 0) throw new InputError(errors);
}

/** What the hooks of one service work with. */
export interface HookParts {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  readonly routes: RouteTable;
  /** True once the service has begun to close: its connections are not to be kept. */
  readonly closing: () => boolean;
}

/** What happens to every request before and after its route, also when there is none. */
export function addRequestHooks(
  fastify: FastifyInstance,
  { logger, metrics, tracing, routes, closing }: HookParts,
): void {
  const duration = metrics.histogram(
    'aviary_http_request_duration_seconds',
    'Time from the head of a request to the end of its answer.',
    ['method', 'route', 'status'],
  );

  fastify.addHook('onRoute', ({ url, method }) => routes.add(url, method));

  const within = (request: AviaryRequest, work: () => void): void =>
    runWithLogger(logger, () => runInContext(request.scope, () => inSpan(request.span, work)));

  fastify.addHook('onRequest', (incoming, reply, done) => {
    const request = incoming as AviaryRequest;
    request.scope = { correlationId: correlationIdOf(request.headers) };
    if (tracing.on && !QUIET.has(pathOf(request.raw.url))) beginRequestSpan(tracing, request, reply);
    within(request, done);
  });

  fastify.addHook('onRequest', (request, _reply, done) => {
    assertProper(request as AviaryRequest);
    done();
  });

  limitBodyArrival(fastify);
  letRefusedBodiesArrive(fastify);

  fastify.addHook('preValidation', (request, _reply, done) => {
    assertStorable(request as AviaryRequest);
    done();
  });

  fastify.addHook('onSend', (request, reply, payload, done) => {
    completeHead(request as AviaryRequest, reply);
    if (closing()) void reply.header('Connection', 'close');
    done(null, payload);
  });

  fastify.addHook('onResponse', (incoming, reply, done) => {
    const request = incoming as AviaryRequest;
    const seconds = reply.elapsedTime / 1000;
    const route = request.routeOptions.url ?? 'none';
    duration.observe({ method: request.method, route, status: String(reply.statusCode) }, seconds);
    within(request, () => writeAccess(logger, request, reply));
    done();
  });
}

function writeAccess(logger: Logger, request: AviaryRequest, reply: AviaryReply): void {
  const path = pathOf(request.raw.url);
  const level = QUIET.has(path) ? 'debug' : 'info';
  const logged = loggedPath(path, request.is404 ? undefined : request.routeOptions.url, reply.statusCode);
  const ms = Math.round(reply.elapsedTime * 10) / 10;
  const line = { method: request.method, path: logged, status: reply.statusCode, ms };
  logger[level](line, 'request');
}
