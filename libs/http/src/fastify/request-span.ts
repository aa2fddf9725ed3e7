import { type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { type Tracing } from '#libs/platform';
import { type AviaryReply, type AviaryRequest, singleHeader } from '../request.js';

/**
 * Begins the span of a request, which goes on with the client's trace, if it names one. It is named after the route, and
 * tells nothing of paths, queries and bodies: people write into them.
 */
export function beginRequestSpan(tracing: Tracing, request: AviaryRequest, reply: AviaryReply): void {
  const { method } = request;
  const route = request.is404 ? undefined : request.routeOptions.url;
  const attributes = { 'http.request.method': method, ...(route === undefined ? {} : { 'http.route': route }) };
  const name = route === undefined ? method : `${method} ${route}`;
  const traceparent = singleHeader(request.headers['traceparent']);
  const span = tracing.start(name, traceparent, { kind: SpanKind.SERVER, attributes });
  if (!span) return;
  request.span = span;
  // Also comes when the client goes away without waiting.
  reply.raw.once('close', () => endRequestSpan(span, request, reply));
}

function endRequestSpan(span: Span, { scope, principal }: AviaryRequest, { raw }: AviaryReply): void {
  const { tenant, correlationId } = scope;
  const actor = principal?.userId;
  span.setAttributes({
    'aviary.correlation_id': correlationId,
    ...(tenant === undefined ? {} : { 'aviary.tenant': tenant }),
    ...(actor === undefined ? {} : { 'aviary.actor': actor }),
    ...(raw.headersSent ? { 'http.response.status_code': raw.statusCode } : {}),
  });
  const failed = raw.statusCode >= 500 || !raw.writableFinished;
  if (failed) span.setAttribute('error.type', raw.writableFinished ? String(raw.statusCode) : 'aborted');
  if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}
