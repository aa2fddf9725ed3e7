import { Readable } from 'node:stream';
import {
  applyDecorators,
  createParamDecorator,
  type ExecutionContext,
  UnsupportedMediaTypeException,
} from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import { errorCodes, type FastifyInstance, type FastifyRequest } from 'fastify';
import { type AviaryRequest } from '../request.js';

/** What a route has said about its body, by `@StreamedBody`. */
interface Streamed {
  readonly streamed?: string;
}

const streamedType = (request: Pick<FastifyRequest, 'routeOptions'>): string | undefined =>
  (request.routeOptions.config as Streamed | undefined)?.streamed;

/** Whether the request's route reads the body while it comes: it may read such bodies, and this is one of the type. */
export function isStreamed(request: Pick<FastifyRequest, 'routeOptions' | 'headers'>): boolean {
  const { 'content-type': type = '' } = request.headers;
  const wanted = streamedType(request);
  return wanted !== undefined && type.split(';')[0]?.trim().toLowerCase() === wanted;
}

/**
 * The route takes a body of this type as it comes, however long: it is read while it arrives, and no faster than the work on
 * it goes. No other route takes such a type.
 */
export const StreamedBody = (type: string): MethodDecorator =>
  applyDecorators(
    RouteConfig({ streamed: type } satisfies Streamed),
    ApiConsumes(type),
    ApiBody({ schema: { type: 'string', format: 'binary' } }),
  );

/** Hands the body to a method with `@StreamedBody`; 415 where it is of another type. */
export const BodyStream = createParamDecorator((_: unknown, context: ExecutionContext): Readable => {
  const request = context.switchToHttp().getRequest<AviaryRequest>();
  if (request.body instanceof Readable) return request.body;
  throw new UnsupportedMediaTypeException(`Send the body as ${streamedType(request)}.`);
});

/** Gives bodies unread to the routes that want them so; whatever else nobody parses is refused with 415. */
export function parseStreamedBodies(fastify: FastifyInstance): void {
  fastify.addContentTypeParser('*', (request, payload, done) => {
    if (isStreamed(request)) done(null, payload);
    else done(new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(request.headers['content-type'] ?? ''));
  });
}
