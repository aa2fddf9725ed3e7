import { type FastifyInstance } from 'fastify';

/** A client that means to send more than this after it was refused is cut off. */
const MOST_DRAINED = 16 * 1024 * 1024;

/**
 * Lets the rest of a body arrive whose request was refused before all of it had come. Fastify would close the connection:
 * with bytes unread, that resets it, and the client, still sending, may never read why it was refused. For how long it may
 * go on sending, `limitBodyArrival` says.
 */
export function letRefusedBodiesArrive(fastify: FastifyInstance): void {
  fastify.addHook('onSend', ({ raw }, reply, payload, done) => {
    const length = Number(raw.headers['content-length'] ?? Number.NaN);
    if (!raw.complete && reply.statusCode >= 400 && length <= MOST_DRAINED && raw.headers.connection !== 'close') {
      reply.removeHeader('connection');
      reply.raw.once('finish', () => raw.resume());
    }
    done(null, payload);
  });
}
