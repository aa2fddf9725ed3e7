import { type OnApplicationShutdown } from '@nestjs/common';
import { context, ROOT_CONTEXT, type Span, type SpanOptions, trace, type Tracer } from '@opentelemetry/api';
import { activeTraceparent, inSpan } from './trace-context.js';
import { isSampled, parseTraceparent } from './traceparent.js';
import { failSpan, TraceSpans } from './trace-spans.js';

/** What of an event's metadata traces go by. */
export interface TracedEvent {
  readonly traceparent: string | null;
  /** Epoch milliseconds. */
  readonly recordedAt: number;
}

/** An event that is older is no part of what is going on: a view is being folded anew, or a log is shipped again. */
const FOLLOWED_MS = 3_600_000;

/**
 * The traces of one service: few spans with names of our own, each under the service's name, also where several services
 * share a process. Where traces are off it does nothing, and nobody looks at events for its sake.
 */
export class Tracing implements OnApplicationShutdown {
  constructor(
    private readonly tracer?: Tracer,
    private readonly shutdown: () => Promise<void> = () => Promise.resolve(),
  ) {}

  get on(): boolean {
    return this.tracer !== undefined;
  }

  /** Sends what is left. */
  async onApplicationShutdown(): Promise<void> {
    await this.shutdown();
  }

  /** Begins a span that goes on with the trace of a `traceparent`, or else a trace of its own; none where traces are off. */
  start(name: string, traceparent: string | undefined, options?: SpanOptions): Span | undefined {
    const parent = traceparent === undefined ? undefined : parseTraceparent(traceparent);
    return this.tracer?.startSpan(name, options, parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT);
  }

  /**
   * Begins a span in each of the traces that a piece of work belongs to, however many events of a trace are in it; the
   * attribute `aviary.events` tells how many. Only traces that are recorded count.
   *
   * @param parents the `traceparent` of each event
   * @returns undefined where nothing is to be recorded
   */
  follow(name: string, parents: Iterable<string | null>, options: SpanOptions = {}): TraceSpans | undefined {
    if (!this.tracer) return undefined;
    const counts = new Map<string, number>();
    for (const parent of parents)
      if (parent !== null && isSampled(parent)) counts.set(parent, (counts.get(parent) ?? 0) + 1);
    if (counts.size === 0) return undefined;
    const spans = new Map<string, Span>();
    for (const [parent, events] of counts) {
      const attributes = { ...options.attributes, 'aviary.events': events };
      const span = this.start(name, parent, { ...options, attributes });
      if (span) spans.set(parent, span);
    }
    return new TraceSpans(spans);
  }

  /** The same for recorded events, of which only those of the last hour are followed. */
  followEvents(name: string, events: readonly TracedEvent[], options?: SpanOptions): TraceSpans | undefined {
    if (!this.tracer) return undefined;
    const since = Date.now() - FOLLOWED_MS;
    const parents = events.map(({ traceparent, recordedAt }) => (recordedAt < since ? null : traceparent));
    return this.follow(name, parents, options);
  }

  /** Does the work in a span below the active one; just the work where there is none. */
  async step<T>(name: string, options: SpanOptions, work: () => Promise<T>): Promise<T> {
    if (!this.tracer || activeTraceparent() === undefined) return await work();
    return await within(this.tracer.startSpan(name, options, context.active()), work);
  }

  /** Does the work, which nobody has asked for, in a trace of its own. */
  async begin<T>(name: string, options: SpanOptions, work: () => Promise<T>): Promise<T> {
    return this.tracer ? await within(this.tracer.startSpan(name, options, ROOT_CONTEXT), work) : await work();
  }
}

async function within<T>(span: Span, work: () => Promise<T>): Promise<T> {
  try {
    const done = await inSpan(span, work);
    span.end();
    return done;
  } catch (error) {
    failSpan(span, error);
    throw error;
  }
}

/** Of those who are given no other. */
export const NO_TRACING = new Tracing();
