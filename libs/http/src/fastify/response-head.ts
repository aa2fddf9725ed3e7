import { type AviaryReply, type AviaryRequest } from '../request.js';
import { CORRELATION_HEADER } from './correlation-id.js';

/** What every answer carries unless its route has said otherwise: our answers are data, for nobody's cache or frame. */
const HEADERS: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** Completes the head of an answer. */
export function completeHead(request: AviaryRequest, reply: AviaryReply): void {
  for (const [name, value] of Object.entries(HEADERS)) if (!reply.hasHeader(name)) void reply.header(name, value);
  void reply.header(CORRELATION_HEADER, request.scope.correlationId);
}
