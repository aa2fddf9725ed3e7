import { FastifyAdapter } from '@nestjs/platform-fastify';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { parseJsonBody } from '../input/json-body.js';
import { sendProblem } from '../problems/send-problem.js';
import { type AviaryRequest } from '../request.js';
import { parseStreamedBodies } from '../streaming/streamed-body.js';
import { answerClientError } from './client-errors.js';
import { correlationIdOf } from './correlation-id.js';
import { completeHead } from './response-head.js';

export const BODY_LIMIT = 1_048_576;

/** The longest value of a path's parameter. */
const LONGEST_PARAM = 300;

/** Errors of the router come before any hook has run. */
function answerRouterError(error: Error, incoming: FastifyRequest, reply: FastifyReply): void {
  const request = incoming as AviaryRequest;
  request.scope = { correlationId: correlationIdOf(request.headers) };
  completeHead(request, reply);
  sendProblem(request, reply, error);
}

/** `application/json`, with no charset but UTF-8. What no route reads as a stream and is not this is answered with 415. */
const JSON_TYPE = /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;

/**
 * Fastify as our services use it: JSON, read by our own parser, or streams; and each refusal a problem.
 *
 * @param trustedProxies addresses and networks whose `X-Forwarded-For` says where a request comes from
 */
export function createAdapter(trustedProxies: readonly string[]): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    ...(trustedProxies.length > 0 ? { trustProxy: [...trustedProxies] } : {}),
    // That of bodies is ours; see `limitBodyArrival`.
    requestTimeout: 0,
    forceCloseConnections: 'idle',
    // While closing, requests on open connections are still served; see `closeGracefully`.
    return503OnClosing: false,
    routerOptions: { maxParamLength: LONGEST_PARAM },
    frameworkErrors: answerRouterError,
    clientErrorHandler: answerClientError,
  });
  const fastify = adapter.getInstance();
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(JSON_TYPE, { parseAs: 'buffer' }, (_request, bytes, done) => {
    try {
      done(null, parseJsonBody(bytes as Buffer));
    } catch (error) {
      done(error as Error, undefined);
    }
  });
  parseStreamedBodies(fastify);
  return adapter;
}
