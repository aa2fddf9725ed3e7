import { SpanKind } from '@opentelemetry/api';
import { topic } from '#libs/contracts';
import { type RecordedEvent } from '#libs/kernel';
import { inTrace, type Tracing, type TraceSpans } from '#libs/platform';
import {
  type Discard,
  type ParkedKey,
  type Release,
  type StoredBodies,
  type UnreadableEvent,
} from '../dead-letters/dead-letter.js';
import { type Advance, type Checkpoint, type Subscriber } from './subscriber.js';

/**
 * A subscriber whose work is shown in the traces of the events that it takes: `fold` by a view, `react` by a reactor. It
 * stands in front of the subscriber where traces are on; otherwise nobody is in between.
 */
export class TracedSubscriber implements Subscriber {
  constructor(
    private readonly inner: Subscriber,
    private readonly tracing: Tracing,
    private readonly fromTopic: boolean,
  ) {}

  get name(): string {
    return this.inner.name;
  }

  get source(): string {
    return this.inner.source;
  }

  get handles(): ReadonlySet<string> {
    return this.inner.handles;
  }

  get reacts(): boolean {
    return this.inner.reacts ?? false;
  }

  get maxBatch(): number | undefined {
    return this.inner.maxBatch;
  }

  checkpoint(tenant: string): Promise<Checkpoint> {
    return this.inner.checkpoint(tenant);
  }

  async rewind(tenant: string, at: Checkpoint, to: Checkpoint): Promise<void> {
    if (!this.inner.rewind) throw new Error(`${this.name} cannot take back what it made of void events.`);
    await this.inner.rewind(tenant, at, to);
  }

  async park(tenant: string, event: UnreadableEvent, advance: Advance): Promise<void> {
    if (!this.inner.park) throw new Error(`${this.name} cannot set aside what cannot be read: ${event.reason}`);
    await this.inner.park(tenant, event, advance);
  }

  release(tenant: string, parked: ParkedKey, discard?: Discard): Promise<Release> {
    if (!this.inner.release) throw new Error(`${this.name} sets nothing aside.`);
    return this.inner.release(tenant, parked, discard);
  }

  async handle(
    tenant: string,
    events: readonly RecordedEvent[],
    advance: Advance,
    stored?: StoredBodies,
  ): Promise<void> {
    const spans = this.begin(tenant, events, advance);
    // Whoever woke the reader is not the one for whom it works.
    if (!spans) return await inTrace(null, () => this.inner.handle(tenant, events, advance, stored));
    try {
      const taken = this.reacts ? events.map((event) => seenFrom(spans, event)) : events;
      await spans.run(() => this.inner.handle(tenant, taken, advance, stored));
      spans.end();
    } catch (error) {
      spans.fail(error);
      throw error;
    }
  }

  private begin(tenant: string, events: readonly RecordedEvent[], { to }: Advance): TraceSpans | undefined {
    const { name, source, fromTopic } = this;
    const messaging = {
      'messaging.system': 'kafka',
      'messaging.operation.type': 'process',
      'messaging.destination.name': topic(source),
    };
    const attributes = {
      'aviary.tenant': tenant,
      'aviary.source': source,
      'aviary.position': to,
      ...(fromTopic ? messaging : {}),
    };
    const metas = events.map(({ meta }) => meta);
    const kind = fromTopic ? SpanKind.CONSUMER : SpanKind.INTERNAL;
    return this.tracing.followEvents(`${this.reacts ? 'react' : 'fold'} ${name}`, metas, { kind, attributes });
  }
}

/** What a reactor decides comes out of its span. A view gets the event as it is: what it folds must not depend on when. */
function seenFrom(spans: TraceSpans, event: RecordedEvent): RecordedEvent {
  const { traceparent } = event.meta;
  const after = spans.placeAfter(traceparent);
  return after === traceparent ? event : { ...event, meta: { ...event.meta, traceparent: after } };
}
