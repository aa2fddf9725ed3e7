import replyFrom from '@fastify/reply-from';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import {
  type AviaryRequest,
  CORRELATION_HEADER,
  makeProblem,
  pathOf,
  PROBLEM_TYPE,
  sendProblem,
  TENANT_HEADER,
} from '#libs/http';
import { formatTraceparent, type ServiceConfig } from '#libs/platform';
import { type TokenVerifier } from '#libs/security';
import { needsToken, ROUTES, STREAMED } from '../domain/routes.js';
import { tenantOfHost } from '../domain/tenant-of-host.js';
import { type Upstreams } from '../application/upstreams.js';

/** Closing years of cycles is the longest a request may take. */
const LONGEST_MS = 300_000;

export interface ProxyParts {
  readonly config: ServiceConfig;
  readonly upstreams: Upstreams;
  readonly tokens: TokenVerifier;
}

/**
 * Passes requests on to the services. Bodies are passed as they came, whole, so that the limit of their size holds here;
 * what they say is the service's to judge.
 */
export async function proxy(fastify: FastifyInstance, { config, upstreams, tokens }: ProxyParts): Promise<void> {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  fastify.setErrorHandler((error, request, reply) => sendProblem(request as AviaryRequest, reply, error));
  await fastify.register(replyFrom, {
    undici: { connections: 64, headersTimeout: LONGEST_MS, bodyTimeout: LONGEST_MS },
    disableRequestLogging: true,
  });
  fastify.addHook('preHandler', async (incoming) => {
    const request = incoming as AviaryRequest;
    request.scope.tenant = tenantOfHost(request.headers.host, config.baseDomain, config.defaultTenant);
    if (needsToken(pathOf(request.raw.url))) await tokens.verify(request);
  });
  await fastify.register(async (streaming) => await passOnStreams(streaming));
  for (const { prefix, service } of ROUTES) {
    const pass = async (request: FastifyRequest, reply: FastifyReply) =>
      await passOn(request as AviaryRequest, reply, service);
    for (const url of [prefix, `${prefix}/*`])
      fastify.route({ method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'], url, handler: pass });
  }

  /** A scope of its own, since it takes bodies otherwise. */
  async function passOnStreams(streaming: FastifyInstance): Promise<void> {
    const { path, type, service } = STREAMED;
    streaming.addContentTypeParser(type, (_request, payload, done) => done(null, payload));
    streaming.post(path, { config: { streamed: type } }, async (request, reply) => {
      await passOn(request as AviaryRequest, reply, service);
    });
  }

  async function passOn(request: AviaryRequest, reply: FastifyReply, service: string): Promise<void> {
    const { body } = request;
    const sent =
      Buffer.isBuffer(body) && body.length > 0
        ? { body, contentType: request.headers['content-type'] ?? 'application/octet-stream' }
        : {};
    return await reply.from(`${upstreams.urlOf(service)}${request.raw.url}`, {
      ...sent,
      // A service that says 503 says when to come again: that is for the client to decide.
      retryDelay: () => null,
      // That a client waits for a "go on" before its body was settled with us.
      rewriteRequestHeaders: (_request, { expect: _, ...headers }) => ({
        ...headers,
        ...forwarded(request),
        ...traced(request),
        [TENANT_HEADER]: request.scope.tenant,
        [CORRELATION_HEADER.toLowerCase()]: request.scope.correlationId,
      }),
      onError: (failed) => answerUnavailable(request, failed as FastifyReply, service),
    });
  }
}

/** What the client was to us, for the service; what the client itself claimed is not passed on. */
function forwarded(request: AviaryRequest): Record<string, string> {
  return {
    'x-forwarded-for': request.ip,
    'x-forwarded-host': request.headers.host ?? '',
    'x-forwarded-proto': request.protocol,
  };
}

/** The service's part of a trace is below ours. Where we do not trace, the client's own header goes on as it came. */
function traced({ span }: AviaryRequest): Record<string, string> {
  return span ? { traceparent: formatTraceparent(span.spanContext()) } : {};
}

function answerUnavailable(request: AviaryRequest, reply: FastifyReply, service: string): void {
  const { correlationId } = request.scope;
  const extra = { service, instance: pathOf(request.raw.url), correlationId };
  const problem = makeProblem(503, 'upstream-unavailable', `The service ${service} does not answer for now.`, {
    extra,
  });
  void reply.code(503).header('Retry-After', '1').header('Content-Type', PROBLEM_TYPE).send(JSON.stringify(problem));
}
