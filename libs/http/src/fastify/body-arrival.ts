import { type FastifyInstance } from 'fastify';
import { isStreamed } from '../streaming/streamed-body.js';
import { answerClientError } from './client-errors.js';

const PATIENCE_MS = 60_000;

const late = Object.assign(new Error('The body took too long to arrive.'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });

/**
 * Lets no body take longer than a minute to arrive, but those that are read while they come: they take as long as the work
 * on them, and the minute begins with the end of the answer. (Node has such a limit for a whole server only; that of the head
 * of a request is left to it.)
 */
export function limitBodyArrival(fastify: FastifyInstance, patienceMs = PATIENCE_MS): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const { raw } = request;
    const { 'content-length': length = '0', 'transfer-encoding': encoding } = raw.headers;
    if (length === '0' && encoding === undefined) return done();
    const limit = (): void => {
      if (raw.complete) return;
      const timer = setTimeout(() => {
        if (reply.raw.headersSent) raw.socket.destroy();
        else answerClientError(late, raw.socket);
      }, patienceMs);
      timer.unref();
      for (const event of ['end', 'close']) raw.once(event, () => clearTimeout(timer));
    };
    // Nobody reads what still comes after a refusal.
    if (isStreamed(request)) reply.raw.once('finish', limit);
    else limit();
    done();
  });
}
