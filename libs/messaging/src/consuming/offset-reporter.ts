import { Logger } from '@nestjs/common';
import { type ConsumerLife } from '../kafka/supervised-consumer.js';
import { type PartitionState } from './partition-state.js';

/**
 * Tells Kafka now and then how far the group is, so that its own tools show it. Nothing of ours reads it, but kafkajs, which
 * begins there after a join, before the cursors are known.
 */
export class OffsetReporter {
  private readonly log = new Logger('TopicConsumer');
  private reported = new Map<string, bigint>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly everyMs: number) {}

  /** Begins anew for what the group has given to this process. */
  begin(states: readonly PartitionState[], { consumer, signal }: ConsumerLife): void {
    this.stop();
    this.reported = new Map(states.map(({ key, handOver }) => [key, handOver.position]));
    this.timer = setInterval(() => {
      if (!signal.aborted) void this.report(states, consumer);
    }, this.everyMs).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async report(states: readonly PartitionState[], consumer: ConsumerLife['consumer']): Promise<void> {
    const moved = states.filter(({ key, handOver }) => this.reported.get(key) !== handOver.position);
    if (moved.length === 0) return;
    const offsets = moved.map(({ topic, partition, handOver }) => ({
      topic,
      partition,
      offset: String(handOver.position),
    }));
    try {
      await consumer.commitOffsets(offsets);
      for (const [index, { key }] of moved.entries()) this.reported.set(key, BigInt(offsets[index]?.offset ?? 0));
    } catch (error) {
      this.log.debug('Kafka could not be told how far the group is', { err: error });
    }
  }
}
