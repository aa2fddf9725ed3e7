import { Injectable, Optional } from '@nestjs/common';
import { HealthRegistry, Metrics, StatusRegistry } from '#libs/platform';
import { type Straggler } from './hand-over.js';
import { type Lane } from './lane.js';
import { LogFeed } from './log-feed.js';
import { TopicConsumer } from './topic-consumer.js';

/** A subscriber and tenant as status shows it. */
interface ConsumerRow {
  readonly consumer: string;
  readonly subscriber: string;
  readonly tenant: string;
  readonly source: string;
  readonly epoch: number | null;
  readonly position: number | null;
  /** The highest position seen; null where only the subscriber's own is known. */
  readonly head: number | null;
  readonly lag: number | null;
  /** `live`, or what kind of obstacle keeps it behind. */
  readonly state: string;
  readonly reason: string | null;
}

/** Tells status, health and measurements about all who consume in this process. */
@Injectable()
export class ConsumerBook {
  constructor(
    private readonly topics: TopicConsumer,
    status: StatusRegistry,
    health: HealthRegistry,
    metrics: Metrics,
    @Optional() private readonly feed?: LogFeed,
  ) {
    status.contribute('consumers', () => Promise.resolve([...this.rows(), ...this.strangers()]));
    health.register('consumers', () => Promise.resolve(this.health()));
    metrics.gauge(
      'aviary_consumer_lag_events',
      'Events seen that a subscriber has not taken, over tenants.',
      ['subscriber'],
      (gauge) => {
        gauge.reset();
        for (const { subscriber, lag } of this.rows()) gauge.inc({ subscriber }, lag ?? 0);
      },
    );
    metrics.gauge('aviary_consumer_behind', 'Tenants for which a subscriber is behind.', ['subscriber'], (gauge) => {
      gauge.reset();
      for (const { subscriber, state } of this.rows()) gauge.inc({ subscriber }, state === 'live' ? 0 : 1);
    });
  }

  private rows(): ConsumerRow[] {
    return [...this.topicRows(), ...this.feedRows()];
  }

  private topicRows(): ConsumerRow[] {
    const { group, main } = this.topics;
    return [...main.partitions.values()].flatMap((partition) => {
      const behind = new Map(partition.handOver.behind.map((each) => [each.lane.key, each]));
      return partition.knownLanes.map((lane) =>
        rowOf(group, lane, partition.heads.get(lane.tenant) ?? null, behind.get(lane.key)),
      );
    });
  }

  private feedRows(): ConsumerRow[] {
    const { group } = this.topics;
    return (this.feed?.known ?? []).map(({ lane, obstacle }) => rowOf(group, lane, null, obstacle));
  }

  private strangers(): object[] {
    return [...this.topics.main.strangers].map(([tenant, { topic, partition, offset }]) => ({
      consumer: this.topics.group,
      tenant,
      state: 'stranger',
      reason: `There is no such tenant; its records were passed over, the last at offset ${offset} of ${topic}/${partition}.`,
    }));
  }

  private health(): { state: 'ok' | 'degraded'; reason?: string } {
    const { state, lastError } = this.topics.state;
    if (state === 'waiting')
      return { state: 'degraded', reason: `The topics cannot be read: ${lastError ?? 'it is not known why'}` };
    const behind = this.rows().filter((row) => row.state !== 'live');
    const [first] = behind;
    if (!first) return { state: 'ok' };
    const reason = `${behind.length} pairs of subscriber and tenant are behind, ${first.subscriber} for one; the status says which.`;
    return { state: 'degraded', reason };
  }
}

function rowOf(
  consumer: string,
  { subscriber, tenant, checkpoint }: Lane,
  head: number | null,
  behind: Pick<Straggler, 'kind' | 'reason'> | undefined,
): ConsumerRow {
  const position = checkpoint?.position ?? null;
  return {
    ...{ consumer, subscriber: subscriber.name, tenant, source: subscriber.source },
    ...{ epoch: checkpoint?.epoch ?? null, position, head },
    lag: head === null || position === null ? null : Math.max(0, head - position),
    ...{ state: behind?.kind ?? 'live', reason: behind?.reason ?? null },
  };
}
