import { context, isSpanContextValid, ROOT_CONTEXT, type Span, type SpanContext, trace } from '@opentelemetry/api';
import { formatTraceparent, parseTraceparent } from './traceparent.js';

/**
 * Whether anybody in this process traces. The manager of contexts is one for the process, however many services live in
 * it: which span the running code is in is a fact about the code that runs, and each span knows its own service.
 */
let managed = false;

/** Told once the manager of contexts is there. */
export function contextsAreManaged(): void {
  managed = true;
}

/** Whether a service of this process traces: what would be looked up for a trace alone need not be looked up otherwise. */
export function tracesAreOn(): boolean {
  return managed;
}

function activeSpan(): SpanContext | undefined {
  if (!managed) return undefined;
  const found = trace.getSpanContext(context.active());
  return found && isSpanContextValid(found) ? found : undefined;
}

/** The trace which the running code belongs to, as others are told of it. */
export function activeTraceparent(): string | undefined {
  const span = activeSpan();
  return span && formatTraceparent(span);
}

/** The same as a header of a request to another service; none where there is no trace. */
export function traceHeaders(): { traceparent?: string } {
  const traceparent = activeTraceparent();
  return traceparent === undefined ? {} : { traceparent };
}

/** What a line of the log says of the trace it belongs to. */
export function traceFields(): { traceId: string; spanId: string } | undefined {
  const span = activeSpan();
  return span && { traceId: span.traceId, spanId: span.spanId };
}

/** Runs the work, and whatever it starts, in the span; just the work where there is none. */
export function inSpan<T>(span: Span | undefined, work: () => T): T {
  return span ? context.with(trace.setSpan(ROOT_CONTEXT, span), work) : work();
}

/** Runs the work as a part of a trace that was begun elsewhere; in none where there is none. */
export function inTrace<T>(traceparent: string | null, work: () => T): T {
  if (!managed) return work();
  const parent = traceparent === null ? undefined : parseTraceparent(traceparent);
  return context.with(parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT, work);
}
