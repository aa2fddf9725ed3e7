import { Kafka, logLevel } from 'kafkajs';
import { type World } from '../harness/world.js';

/** The offset that the next record of a partition will have. */
export async function endOf(world: World, topic: string, partition: number): Promise<bigint> {
  const admin = new Kafka({ brokers: [world.parts.kafka.bootstrap], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    const offsets = await admin.fetchTopicOffsets(topic);
    return BigInt(offsets.find((each) => each.partition === partition)?.high ?? 0);
  } finally {
    await admin.disconnect();
  }
}
