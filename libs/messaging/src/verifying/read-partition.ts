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
  /** The first offset to read; by default the first there is. A topic that ends before it is another one. */
  readonly from?: bigint;
}

/**
 * Reads what a partition holds now, as a group of one that nobody sees again: nothing is committed, and Kafka forgets the
 * group. A partition without anything to read costs one question.
 *
 * @returns the first offset that was not read: the next one that the partition gives out, as it was when reading began
 * @throws whatever `take` throws, and what the broker answers; Error when it gives nothing any more, or upon `signal`
 */
export async function readPartition(
  kafka: Kafka,
  { topic, partition }: PartitionPlace,
  reading: Reading,
): Promise<bigint> {
  const { low, high: end } = await endsOf(kafka, { topic, partition }, reading.signal);
  const { from = low } = reading;
  const first = from > end || from < low ? low : from;
  if (first === end) return end;
  const consumer = kafka.consumer({
    groupId: `aviary.verify.${uuidv7()}`,
    allowAutoTopicCreation: false,
    retry: { restartOnFailure: () => Promise.resolve(false) },
  });
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await untilRead(consumer, { topic, partition, first, end }, reading);
    return end;
  } finally {
    await consumer.disconnect();
  }
}

/** The first offset that is kept, and the one that the next record will have. */
async function endsOf(
  kafka: Kafka,
  { topic, partition }: PartitionPlace,
  signal: AbortSignal,
): Promise<{ low: bigint; high: bigint }> {
  signal.throwIfAborted();
  const admin = kafka.admin();
  await admin.connect();
  try {
    signal.throwIfAborted();
    const offsets = await admin.fetchTopicOffsets(topic);
    const own = offsets.find((each) => each.partition === partition);
    return { low: BigInt(own?.low ?? 0), high: BigInt(own?.high ?? 0) };
  } finally {
    await admin.disconnect();
  }
}

/** What is to be read; `end` is the first offset that is not. */
interface Stretch extends PartitionPlace {
  readonly first: bigint;
  readonly end: bigint;
}

/** Resolves when the end was reached; rejects when that will not come: the consumer crashed or stalled, or `signal`. */
async function untilRead(consumer: Consumer, place: Stretch, { take, signal }: Reading): Promise<void> {
  signal.throwIfAborted();
  const { first, end } = place;
  let busy = false;
  let fetchedAt = Date.now();
  let watch: NodeJS.Timeout | undefined;
  let stop = (): void => undefined;
  const read = new Promise<void>((resolve, reject) => {
    watch = setInterval(() => {
      if (!busy && Date.now() - fetchedAt > STALL_MS) reject(new Error(`Kafka gave nothing for ${STALL_MS} ms.`));
    }, LOOK_MS);
    stop = () => reject(new Error('The service is being stopped.'));
    signal.addEventListener('abort', stop, { once: true });
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    consumer.on(consumer.events.FETCH, () => (fetchedAt = Date.now()));
    // Told before anything is fetched: the group of one is given all partitions.
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      const given = payload.memberAssignment[place.topic] ?? [];
      const others = given.filter((partition) => partition !== place.partition);
      if (others.length > 0) consumer.pause([{ topic: place.topic, partitions: others }]);
      consumer.seek({ topic: place.topic, partition: place.partition, offset: String(first) });
    });
    const eachBatch = async (payload: EachBatchPayload): Promise<void> => {
      const { batch } = payload;
      if (batch.partition !== place.partition) return;
      busy = true;
      try {
        await take(batch.messages.filter(({ offset }) => BigInt(offset) >= first && BigInt(offset) < end));
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
  try {
    await read;
  } finally {
    clearInterval(watch);
    // The signal lives as long as the process, and would keep all that was at hand for this reading.
    signal.removeEventListener('abort', stop);
  }
}
