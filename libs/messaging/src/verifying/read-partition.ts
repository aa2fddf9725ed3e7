import { type Consumer, type EachBatchPayload, type Kafka, type KafkaMessage } from 'kafkajs';
import { uuidv7 } from '#libs/kernel';

export interface PartitionPlace {
  readonly topic: string;
  readonly partition: number;
}

/** With nothing fetched for so long, it will not come any more. */
const STALL_MS = 60_000;
const LOOK_MS = 1_000;

export interface Reading {
  /** Given the messages in their order; the next come when it is done. */
  readonly take: (messages: readonly KafkaMessage[]) => Promise<void>;
  /** Ends the reading before its end. */
  readonly signal: AbortSignal;
}

/**
 * Reads what a partition holds now, from its beginning, as a group of one that nobody sees again: nothing is committed, and
 * Kafka forgets the group.
 *
 * @throws whatever `take` throws, and what the broker answers; Error when it gives nothing any more, or upon `signal`
 */
export async function readPartition(
  kafka: Kafka,
  { topic, partition }: PartitionPlace,
  reading: Reading,
): Promise<void> {
  const end = await endOf(kafka, { topic, partition });
  if (end === 0n) return;
  const consumer = kafka.consumer({
    groupId: `aviary.verify.${uuidv7()}`,
    allowAutoTopicCreation: false,
    retry: { restartOnFailure: () => Promise.resolve(false) },
  });
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await untilRead(consumer, { topic, partition }, end, reading);
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

/** Resolves when the end was reached; rejects when that will not come: the consumer crashed or stalled, or `signal`. */
function untilRead(consumer: Consumer, place: PartitionPlace, end: bigint, { take, signal }: Reading): Promise<void> {
  let busy = false;
  let fetchedAt = Date.now();
  let watch: NodeJS.Timeout | undefined;
  const read = new Promise<void>((resolve, reject) => {
    watch = setInterval(() => {
      if (!busy && Date.now() - fetchedAt > STALL_MS) reject(new Error(`Kafka gave nothing for ${STALL_MS} ms.`));
    }, LOOK_MS);
    signal.addEventListener('abort', () => reject(new Error('The service is being stopped.')), { once: true });
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    consumer.on(consumer.events.FETCH, () => (fetchedAt = Date.now()));
    // Told before anything is fetched: the group of one is given all partitions.
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      const given = payload.memberAssignment[place.topic] ?? [];
      const others = given.filter((partition) => partition !== place.partition);
      if (others.length > 0) consumer.pause([{ topic: place.topic, partitions: others }]);
    });
    const eachBatch = async (payload: EachBatchPayload): Promise<void> => {
      const { batch } = payload;
      if (batch.partition !== place.partition) return;
      busy = true;
      try {
        await take(batch.messages.filter(({ offset }) => BigInt(offset) < end));
        if (BigInt(batch.lastOffset()) + 1n < end) return await payload.heartbeat();
        payload.pause();
        resolve();
      } catch (error) {
        payload.pause();
        reject(error instanceof Error ? error : new Error(String(error)));
      } finally {
        fetchedAt = Date.now();
        busy = false;
      }
    };
    consumer.run({ autoCommit: false, eachBatch }).catch(reject);
  });
  return read.finally(() => clearInterval(watch));
}
