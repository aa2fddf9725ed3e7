import { setTimeout as delay } from 'node:timers/promises';
import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import { contextsAreManaged, tracesAreOn } from './trace-context.js';
import { TellingExporter } from './telling-exporter.js';
import { Tracing } from './tracing.js';
import { type TracesConfig } from './variables.js';

/** How long a service that ends waits for a collector to take the last spans. */
const FLUSH_MS = 2_000;

/** Once for the process. */
function manageContexts(): void {
  if (tracesAreOn()) return;
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  contextsAreManaged();
}

/**
 * Traces by the SDK of OpenTelemetry. Each service has a provider of its own and none is the process-wide one, since the
 * name of the service belongs to the provider.
 *
 * @param exporter takes the spans; by default the collector of the configuration
 */
export function traceBySdk(
  { serviceName, url, ratio }: TracesConfig,
  exporter: SpanExporter = new TellingExporter(new OTLPTraceExporter({ url }), url),
): Tracing {
  manageContexts();
  const resource = defaultResource()
    .merge(detectResources({ detectors: [envDetector] }))
    .merge(resourceFromAttributes({ 'service.namespace': 'aviary', 'service.name': serviceName }));
  const provider = new BasicTracerProvider({
    resource,
    spanProcessors: [new BatchSpanProcessor(exporter)],
    // Otherwise the SDK goes by OTEL_TRACES_SAMPLER; by default it records all.
    ...(ratio === undefined ? {} : { sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }) }),
  });
  return new Tracing(provider.getTracer('aviary'), async () => {
    const flushed = provider.shutdown().catch(() => undefined);
    await Promise.race([flushed, delay(FLUSH_MS, undefined, { ref: false })]);
  });
}
