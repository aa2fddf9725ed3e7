import { serviceOfTopic } from '#libs/contracts';
import { type TopicPartition } from '../kafka/supervised-consumer.js';
import { HandOver, type Straggler } from './hand-over.js';
import { Lane } from './lane.js';
import { subscriberKey, type Subscriber } from './subscriber.js';
import { type Subscriptions } from './subscriptions.js';
import { type StoredStraggler } from './cursor-store.js';

/** What one process knows of a partition while the group has given it to it. */
export class PartitionState implements TopicPartition {
  readonly topic: string;
  readonly partition: number;
  /** Whose log it carries. */
  readonly service: string;
  handOver = new HandOver(0n);
  /** An offset that was sought once: what comes instead of it is all there is. */
  sought: bigint | undefined;
  /** By tenant: the highest position that was seen in the topic. */
  readonly heads = new Map<string, number>();
  private readonly lanes = new Map<string, Lane>();
  private writes: Promise<unknown> = Promise.resolve();

  constructor(
    { topic, partition }: TopicPartition,
    private readonly subscriptions: Subscriptions,
  ) {
    this.topic = topic;
    this.partition = partition;
    this.service = serviceOfTopic(topic) ?? topic;
  }

  get key(): string {
    return partitionKey(this);
  }

  get knownLanes(): readonly Lane[] {
    return [...this.lanes.values()];
  }

  /** The lane of a subscriber and tenant, made when it is first asked for. */
  lane(subscriber: Subscriber, tenant: string): Lane {
    const key = `${subscriberKey(subscriber)}/${tenant}`;
    const known = this.lanes.get(key);
    if (known) return known;
    const lane = new Lane(subscriber, tenant, this.subscriptions);
    this.lanes.set(key, lane);
    return lane;
  }

  /** Runs writes about this partition one after the other, so that a later one is never overtaken. */
  write<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.writes.then(work);
    this.writes = mine.catch(() => undefined);
    return mine;
  }

  /** A straggler as it is stored. */
  rowOf({ lane, next, kind, reason, since }: Straggler): StoredStraggler {
    const { topic, partition } = this;
    const subscriber = lane.subscriber.name;
    return { topic, partition, subscriber, tenant: lane.tenant, offset: next, reason: `${kind}: ${reason}`, since };
  }
}

export function partitionKey({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}

/** What was stored as the reason of a straggler. */
export function parseReason(stored: string): Pick<Straggler, 'kind' | 'reason'> {
  const [kind = '', ...rest] = stored.split(': ');
  const known = ['gap', 'rewound', 'newer', 'away', 'failed', 'slow', 'new'] as const;
  const found = known.find((each) => each === kind);
  return found ? { kind: found, reason: rest.join(': ') } : { kind: 'away', reason: stored };
}
