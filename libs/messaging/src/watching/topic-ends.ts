import { Injectable } from '@nestjs/common';
import { type Admin } from 'kafkajs';
import { KafkaClient } from '../kafka/kafka-client.js';

/** Which offsets a partition has. */
export interface PartitionEnds {
  /** The first that is there. */
  readonly low: bigint;
  /** The one that the next record will have. */
  readonly high: bigint;
  /** When it was asked for; by the clock of `performance`. */
  readonly at: number;
}

/** The partitions of a topic by number; undefined if there is no such topic. */
export type TopicEnds = ReadonlyMap<number, PartitionEnds>;

/** Where topics begin and end, as the broker says it. */
@Injectable()
export class TopicEndsReader {
  constructor(private readonly client: KafkaClient) {}

  /**
   * Asks the broker.
   *
   * @returns by topic; a topic that is not there is missing
   * @throws while the broker is away
   */
  async read(topics: readonly string[]): Promise<ReadonlyMap<string, TopicEnds>> {
    return await this.client.withAdmin(async (admin) => {
      const there = new Set(await admin.listTopics());
      const ends = new Map<string, TopicEnds>();
      for (const topic of topics) if (there.has(topic)) ends.set(topic, await endsOf(admin, topic));
      return ends;
    });
  }
}

async function endsOf(admin: Admin, topic: string): Promise<TopicEnds> {
  const at = performance.now();
  const offsets = await admin.fetchTopicOffsets(topic);
  return new Map(
    offsets.map(({ partition, low, high }) => [partition, { low: BigInt(low), high: BigInt(high), at }] as const),
  );
}
