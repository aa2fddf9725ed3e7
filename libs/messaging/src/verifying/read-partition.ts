import { type Kafka } from 'kafkajs';
import { type TopicMessage } from '../fetching/topic-message.js';
import { PartitionReader, type PartitionPlace, type ReaderOptions } from '../replaying/partition-reader.js';

export interface Reading extends ReaderOptions {
  /** Given the messages in their order; the next come when it is done. */
  readonly take: (messages: readonly TopicMessage[]) => Promise<void>;
}

/**
 * Reads what a partition holds now.
 *
 * @returns the first offset that was not read: the next one that the partition gives out, as it was when reading began
 * @throws whatever `take` throws, and what the broker answers; Error when it gives nothing any more, or upon `signal`
 */
export async function readPartition(
  kafka: Kafka,
  place: PartitionPlace,
  { take, ...options }: Reading,
): Promise<bigint> {
  const reader = await PartitionReader.open(kafka, place, options);
  const { end } = reader;
  try {
    while (reader.position < end) {
      const messages = await reader.next();
      await take(messages.filter(({ offset }) => offset < Number(end)));
    }
    return end;
  } finally {
    await reader.close();
  }
}
