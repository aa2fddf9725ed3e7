import { type RecordMetadata } from 'kafkajs';

/**
 * The offset that the broker gave to the first record, if its answer says that it has written to that partition.
 *
 * kafkajs resolves with an empty answer, and writes nothing, when its cached metadata lacks the partition; so only an
 * answer that names the partition, without an error and with an offset, means anything.
 */
export function confirmedOffset(
  answer: readonly RecordMetadata[] | undefined,
  topic: string,
  partition: number,
): bigint | undefined {
  const ours = answer?.find((each) => each.topicName === topic && each.partition === partition);
  if (ours?.errorCode !== 0 || ours.baseOffset === undefined) return undefined;
  const offset = BigInt(ours.baseOffset);
  return offset >= 0n ? offset : undefined;
}
