import rateLimit from '@fastify/rate-limit';
import { type FastifyInstance } from 'fastify';
import { DomainError } from '#libs/kernel';
import { type ServiceConfig } from '#libs/platform';

/** Requests of one address in a minute: on a developer's machine far above what tests do. */
const LIMITS: Record<ServiceConfig['mode'], number> = { local: 1_000_000, production: 1_200 };

/** Refuses who asks too often, by address. */
export async function limitRates(fastify: FastifyInstance, { mode }: ServiceConfig): Promise<void> {
  await fastify.register(rateLimit, {
    max: LIMITS[mode],
    timeWindow: 60_000,
    errorResponseBuilder: (_request, { ttl }) =>
      new DomainError({
        code: 'too-many-requests',
        kind: 'too-many',
        message: 'Too many requests from this address; wait a little.',
        extra: { retryAfter: Math.ceil(ttl / 1_000) },
      }),
  });
}
