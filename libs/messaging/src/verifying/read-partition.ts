import { type Consumer, type Kafka, type KafkaMessage } from 'kafkajs';
import { uuidv7 } from '#libs/kernel';

export interface PartitionPlace {
  readonly topic: string;
  readonly partition: number;
}

type Take = (messages: readonly KafkaMessage[]) => Promise<void>;

/**
 * Reads what a partition holds now, from its beginning, as a group of one that nobody sees again: nothing is committed, and
 * Kafka forgets the group.
 *
 * @param take given the messages in their order; the next come when it is done
 * @throws whatever `take` throws, and what the broker answers
 */
export async function readPartition(kafka: Kafka, { topic, partition }: PartitionPlace, take: Take): Promise<void> {
  const end = await endOf(kafka, { topic, partition });
  if (end === 0n) return;
  const consumer = kafka.consumer({ groupId: `aviary.verify.${uuidv7()}`, allowAutoTopicCreation: false });
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await untilRead(consumer, { topic, partition }, end, take);
  } finally {
    await consumer.disconnect();
  }
}

/** The offset that the next record will have; 0 where nothing is kept. */
async function endOf(kafka: Kafka, { topic, partition }: PartitionPlace): Promise<bigint> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const offsets = await admin.fetchTopicOffsets(topic);
    const own = offsets.find((each) => each.partition === partition);
    return own === undefined || own.high === own.low ? 0n : BigInt(own.high);
  } finally {
    await admin.disconnect();
  }
}

function untilRead(consumer: Consumer, place: PartitionPlace, end: bigint, take: Take): Promise<void> {
  return new Promise((resolve, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    // Told before anything is fetched: the group of one is given all partitions.
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      const given = payload.memberAssignment[place.topic] ?? [];
      const others = given.filter((partition) => partition !== place.partition);
      if (others.length > 0) consumer.pause([{ topic: place.topic, partitions: others }]);
    });
    const running = consumer.run({
      autoCommit: false,
      eachBatch: async (payload) => {
        const { batch } = payload;
        if (batch.partition !== place.partition) return;
        try {
          await take(batch.messages.filter(({ offset }) => BigInt(offset) < end));
          if (BigInt(batch.lastOffset()) + 1n < end) return;
          payload.pause();
          resolve();
        } catch (error) {
          payload.pause();
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      },
    });
    running.catch(reject);
  });
}
