import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Consumer, Kafka, logLevel } from 'kafkajs';
import { uuidv7 } from '#libs/kernel';
import { type Installation } from './installation.js';
import { readParts } from './parts-record.js';

/** By topic: the bytes of all its records' keys, values and headers, read as any consumer reads them. */
export async function readTopics({ home }: Pick<Installation, 'home'>): Promise<Map<string, Buffer>> {
  const kafka = new Kafka({ brokers: [readParts(home).kafka.bootstrap], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const topics = (await admin.listTopics()).filter((topic) => topic.startsWith('aviary.'));
  const ends = new Map<string, bigint>();
  for (const topic of topics)
    for (const { partition, high, low } of await admin.fetchTopicOffsets(topic))
      if (high !== low) ends.set(`${topic}/${partition}`, BigInt(high));
  await admin.disconnect();
  const consumer = kafka.consumer({ groupId: `story.${uuidv7()}` });
  await consumer.connect();
  await consumer.subscribe({ topics, fromBeginning: true });
  try {
    return await readUntil(consumer, ends);
  } finally {
    await consumer.disconnect();
  }
}

function readUntil(consumer: Consumer, ends: Map<string, bigint>): Promise<Map<string, Buffer>> {
  const chunks = new Map<string, Buffer[]>();
  return new Promise((resolve, reject) => {
    consumer
      .run({
        autoCommit: false,
        eachBatch: ({ batch }) => {
          const { topic, partition, messages } = batch;
          const read = messages.flatMap(({ key, value, headers }) => [
            ...[key ?? Buffer.of(), value ?? Buffer.of(), Buffer.from(JSON.stringify(headers ?? {}))],
          ]);
          chunks.set(topic, [...(chunks.get(topic) ?? []), ...read]);
          if (BigInt(batch.lastOffset()) + 1n >= (ends.get(`${topic}/${partition}`) ?? 0n))
            ends.delete(`${topic}/${partition}`);
          if (ends.size === 0) resolve(new Map([...chunks].map(([name, all]) => [name, Buffer.concat(all)])));
          return Promise.resolve();
        },
      })
      .catch(reject);
  });
}

/**
 * The files below a folder whose names end so, by their path from there. Others are not even read: Kafka's indexes are
 * gigabytes, nearly all of them empty.
 */
export function filesBelow(folder: string, ending = ''): Map<string, Buffer> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name.endsWith(ending),
  );
  const files = entries.map((entry) => path.join(entry.parentPath, entry.name));
  return new Map(files.map((file) => [path.relative(folder, file), readFileSync(file)]));
}

/** Writes a message into a partition of a topic, as anybody could who can reach the broker. */
export async function putOnTopic(
  { home }: Pick<Installation, 'home'>,
  topic: string,
  partition: number,
  value: Buffer | null,
): Promise<void> {
  const kafka = new Kafka({ brokers: [readParts(home).kafka.bootstrap], logLevel: logLevel.NOTHING });
  const producer = kafka.producer({ createPartitioner: () => () => partition });
  await producer.connect();
  try {
    await producer.send({ topic, messages: [{ key: null, value }], acks: -1 });
  } finally {
    await producer.disconnect();
  }
}
