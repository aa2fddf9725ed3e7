import { Injectable } from '@nestjs/common';
import { HealthRegistry, Metrics, StatusRegistry } from '#libs/platform';
import { ConsumerRows, type LanePlace, placeOf } from './consumer-rows.js';
import { TopicConsumer } from './topic-consumer.js';

/** Tells status, health and measurements about all who consume in this process. */
@Injectable()
export class ConsumerBook {
  constructor(
    private readonly topics: TopicConsumer,
    private readonly known: ConsumerRows,
    status: StatusRegistry,
    health: HealthRegistry,
    metrics: Metrics,
  ) {
    status.contribute('consumers', async () => [...(await known.rows()), ...known.strangers()]);
    health.register('consumer', () => Promise.resolve(this.health()));
    const labels = ['subscriber', 'source'] as const;
    const events = 'Events that a subscriber has not taken, by where the log ends.';
    metrics.gaugePerTenant({ name: 'aviary_consumer_lag_events', help: events, labels, merge: 'sum' }, async () =>
      (await known.rows()).map((row) => readingOf(row, row.lag ?? 0)),
    );
    const seconds = 'For how long a subscriber has not been at the end of a log.';
    metrics.gaugePerTenant({ name: 'aviary_consumer_lag_seconds', help: seconds, labels, merge: 'max' }, async () =>
      (await known.rows()).map((row) => readingOf(row, row.lagSeconds ?? 0)),
    );
    const retries = metrics.counter(
      'aviary_consumer_retries_total',
      'Times that a subscriber threw and was tried again.',
      ['subscriber'],
    );
    topics.subscriptions.onRetried((subscriber) => retries.inc({ subscriber }));
    const behind = 'Tenants for which a subscriber is kept from going on.';
    metrics.gaugePerTenant({ name: 'aviary_consumer_behind', help: behind, labels, merge: 'sum' }, () =>
      known.lanes().map(({ lane, trouble }) => readingOf(placeOf(lane), trouble ? 1 : 0)),
    );
  }

  private health(): { state: 'ok' | 'degraded'; reason?: string } {
    const { state, lastError } = this.topics.state;
    if (state === 'waiting')
      return { state: 'degraded', reason: `The topics cannot be read: ${lastError ?? 'it is not known why'}` };
    const behind = this.known.lanes().filter(({ trouble }) => trouble !== undefined);
    const [first] = behind;
    if (!first) return { state: 'ok' };
    const reason = `${behind.length} pairs of subscriber and tenant are behind, ${first.lane.subscriber.name} for one; the status says which.`;
    return { state: 'degraded', reason };
  }
}

const readingOf = ({ subscriber, tenant, source }: LanePlace, value: number) => ({
  ...{ tenant, labels: { subscriber, source }, value },
});
