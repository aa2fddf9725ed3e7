import { Injectable, Optional } from '@nestjs/common';
import { LagClock } from '../common/lag-clock.js';
import { type Straggler } from './hand-over.js';
import { type Lane } from './lane.js';
import { LogFeed } from './log-feed.js';
import { type Heads, LogHeads } from './log-heads.js';
import { TopicConsumer } from './topic-consumer.js';

/** Which subscriber, of which tenant and log. */
export interface LanePlace {
  readonly subscriber: string;
  readonly tenant: string;
  readonly source: string;
}

export const placeOf = ({ subscriber, tenant }: Lane): LanePlace => ({
  ...{ subscriber: subscriber.name, tenant, source: subscriber.source },
});

/** A subscriber and tenant as status shows it. */
export interface ConsumerRow extends LanePlace {
  readonly consumer: string;
  readonly epoch: number | null;
  readonly position: number | null;
  /** Where the log ends; while its database is away, the highest position seen, or null. */
  readonly head: number | null;
  readonly lag: number | null;
  /** For how long it has not been at the end of the log; null while that is not known. */
  readonly lagSeconds: number | null;
  /** `live`, or what kind of obstacle keeps it behind. */
  readonly state: string;
  readonly reason: string | null;
}

export interface KnownLane {
  readonly lane: Lane;
  /** The highest position that has come through the topic. */
  readonly seen: number | undefined;
  readonly trouble: Pick<Straggler, 'kind' | 'reason'> | undefined;
}

/** What is known of all who consume in this process: how far they are, and how far that is behind. */
@Injectable()
export class ConsumerRows {
  private readonly clock = new LagClock();

  constructor(
    private readonly topics: TopicConsumer,
    private readonly heads: LogHeads,
    @Optional() private readonly feed?: LogFeed,
  ) {}

  async rows(): Promise<ConsumerRow[]> {
    return (await this.keyed()).map(({ row }) => row);
  }

  /** The same, with the key of each lane. */
  async keyed(): Promise<{ readonly key: string; readonly row: ConsumerRow }[]> {
    const lanes = this.lanes();
    const heads = await this.heads.of(lanes.map(({ lane }) => lane.tenant));
    return lanes.map((known) => ({ key: known.lane.key, row: this.row(known, heads) }));
  }

  private row({ lane, seen, trouble }: KnownLane, heads: ReadonlyMap<string, Heads>): ConsumerRow {
    const place = placeOf(lane);
    const { epoch = null, position = null } = lane.checkpoint ?? {};
    const end = heads.get(place.tenant)?.get(place.source);
    const head = end?.position ?? seen ?? null;
    return {
      ...{ consumer: this.topics.group, ...place, epoch, position, head },
      lag: head === null || position === null ? null : Math.max(0, head - position),
      lagSeconds: end && position !== null ? this.clock.seconds(lane.key, position, end, Date.now()) : null,
      ...{ state: trouble?.kind ?? 'live', reason: trouble?.reason ?? null },
    };
  }

  /** All lanes of this process, and what keeps them from going on. */
  lanes(): KnownLane[] {
    const ofTopics = [...this.topics.main.partitions.values()].flatMap((partition) => {
      const behind = new Map(partition.handOver.behind.map((each) => [each.lane.key, each]));
      const { heads, knownLanes } = partition;
      return knownLanes.map((lane) => ({ lane, seen: heads.get(lane.tenant), trouble: behind.get(lane.key) }));
    });
    const ofFeed = (this.feed?.known ?? []).map(({ lane, obstacle }) => ({ lane, seen: undefined, trouble: obstacle }));
    return [...ofTopics, ...ofFeed];
  }

  /** Tenants that do not exist, and whose records came all the same. */
  strangers(): object[] {
    return [...this.topics.main.strangers].map(([tenant, { topic, partition, offset }]) => ({
      consumer: this.topics.group,
      tenant,
      state: 'stranger',
      reason: `There is no such tenant; its records were passed over, the last at offset ${offset} of ${topic}/${partition}.`,
    }));
  }
}
