import { SpanStatusCode } from '@opentelemetry/api';
import { type ReadableSpan, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import { type Tracing } from '#libs/platform';

/** A span that has ended, without what no spec looks at. */
export interface KeptSpan {
  readonly service: string;
  readonly name: string;
  readonly kind: number;
  /** As others are told of it. */
  readonly traceparent: string;
  readonly parentSpanId: string | undefined;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly failed: boolean;
  /** All that there is, for looking for what must not be in it. */
  readonly text: string;
}

function keptSpan(span: ReadableSpan): KeptSpan {
  const { name, kind, attributes, resource, status, events, parentSpanContext } = span;
  const { traceId, spanId, traceFlags } = span.spanContext();
  return {
    ...{ service: String(resource.attributes['service.name']), name, kind, attributes },
    traceparent: `00-${traceId}-${spanId}-0${traceFlags}`,
    parentSpanId: parentSpanContext?.spanId,
    failed: status.code === SpanStatusCode.ERROR,
    text: JSON.stringify({ name, attributes, status, events }),
  };
}

/**
 * Traces as a service makes them, whose spans are kept instead of sent. Asking for them ends the traces.
 *
 * @param ratio of the traces begun here that are recorded; all by default
 */
export async function keptTraces(
  serviceName = 'spec',
  ratio = 1,
): Promise<{ readonly tracing: Tracing; readonly spans: () => Promise<readonly KeptSpan[]> }> {
  // Loaded when asked for: few of the specs that import this library trace anything.
  const { traceBySdk } = await import('../../../platform/src/tracing/sdk.js');
  const kept: KeptSpan[] = [];
  const exporter: SpanExporter = {
    export(spans, done) {
      kept.push(...spans.map(keptSpan));
      done({ code: 0 });
    },
    shutdown: () => Promise.resolve(),
  };
  const tracing = traceBySdk({ on: true, serviceName, url: '', ratio }, exporter);
  return {
    tracing,
    spans: async () => {
      await tracing.onApplicationShutdown();
      return kept;
    },
  };
}
