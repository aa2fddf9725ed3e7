import { Logger } from '@nestjs/common';
import { type SpanExporter } from '@opentelemetry/sdk-trace-base';

type Export = SpanExporter['export'];
type Result = Parameters<Parameters<Export>[1]>[0];

/** `ExportResultCode.SUCCESS` of the SDK's core package. */
const SUCCESS: Result['code'] = 0;

/** Says in the service's log when the collector does not take spans, and when it does again; the SDK says nothing. */
export class TellingExporter implements SpanExporter {
  private readonly log = new Logger('Tracing');
  private failing = false;

  /** @param url for the log */
  constructor(
    private readonly inner: SpanExporter,
    private readonly url: string,
  ) {}

  export(...[spans, done]: Parameters<Export>): void {
    this.inner.export(spans, (result) => {
      this.note(result);
      done(result);
    });
  }

  shutdown(): Promise<void> {
    return this.inner.shutdown();
  }

  forceFlush(): Promise<void> {
    return this.inner.forceFlush?.() ?? Promise.resolve();
  }

  private note({ code, error }: Result): void {
    const failing = code !== SUCCESS;
    if (failing && !this.failing)
      this.log.warn({ err: error }, `${this.url} takes no traces: they are lost until it does`);
    if (!failing && this.failing) this.log.log(`${this.url} takes traces again`);
    this.failing = failing;
  }
}
