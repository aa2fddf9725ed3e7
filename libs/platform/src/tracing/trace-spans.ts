import { type Attributes, type Span, SpanStatusCode } from '@opentelemetry/api';
import { formatTraceparent } from './traceparent.js';
import { inSpan, inTrace } from './trace-context.js';

/**
 * Ends a span that has failed. Only the kind of the error is told: a message may quote what people have written.
 */
export function failSpan(span: Span, error: unknown): void {
  const type = error instanceof Error ? error.name : typeof error;
  span.setAttribute('error.type', type).setStatus({ code: SpanStatusCode.ERROR }).end();
}

/**
 * The spans of one piece of work that was done for several traces at once, one for each: a batch of events is folded in
 * one transaction, and each trace shows it as its own.
 */
export class TraceSpans {
  /** @param spans by the traceparent that they follow */
  constructor(private readonly spans: ReadonlyMap<string, Span>) {}

  /** The place in its trace of what comes out of the work: its span's where it has one, otherwise where it was. */
  placeAfter(traceparent: string | null): string | null {
    const span = traceparent === null ? undefined : this.spans.get(traceparent);
    return span ? formatTraceparent(span.spanContext()) : traceparent;
  }

  /** Runs the work in the span, if it is one; what belongs to several traces runs in none. */
  run<T>(work: () => T): T {
    const [only, ...others] = this.spans.values();
    return others.length === 0 ? inSpan(only, work) : inTrace(null, work);
  }

  /** Adds to what is told of the work. */
  tell(attributes: Attributes): void {
    for (const span of this.spans.values()) span.setAttributes(attributes);
  }

  end(): void {
    for (const span of this.spans.values()) span.end();
  }

  fail(error: unknown): void {
    for (const span of this.spans.values()) failSpan(span, error);
  }
}
