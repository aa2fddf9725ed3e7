import { afterAll, beforeAll, expect, test } from '@jest/globals';
import kafkajs, { Kafka, logLevel } from 'kafkajs';
import { uuidv7 } from '#libs/kernel';
import { testParts } from '#libs/testing';
import { OutOfRangeError, PartitionFetcher } from './partition-fetcher.js';

const topic = `spec.fetching.${uuidv7()}`;
const kafka = new Kafka({ brokers: [testParts().kafka.bootstrap], logLevel: logLevel.NOTHING });
const admin = kafka.admin();
const SENT = 40;
const PATIENCE_MS = 5_000;

beforeAll(async () => {
  await admin.connect();
  await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 2 }] });
  const producer = kafka.producer();
  await producer.connect();
  for (const compression of [kafkajs.CompressionTypes.None, kafkajs.CompressionTypes.GZIP]) {
    const messages = Array.from({ length: SENT / 2 }, (_, n) => ({
      ...{ partition: 1, key: n % 3 === 0 ? null : `key ${n}`, value: n % 5 === 0 ? null : 'x'.repeat(n * 50) },
      headers: { one: 'header' },
    }));
    await producer.send({ topic, compression, messages });
  }
  await producer.disconnect();
});
afterAll(async () => {
  await admin.deleteTopics({ topics: [topic] });
  await admin.disconnect();
});

/** What kafkajs itself reads. */
async function asKafkajsReadsIt(): Promise<unknown[]> {
  const found: unknown[] = [];
  const consumer = kafka.consumer({ groupId: topic, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    const eachMessage = ({ message: { offset, key, value } }: kafkajs.EachMessagePayload): Promise<void> => {
      found.push({ offset: Number(offset), key, value });
      if (found.length === SENT) resolve();
      return Promise.resolve();
    };
    consumer.run({ eachMessage }).catch(reject);
  });
  await consumer.disconnect();
  return found;
}

const fetcher = (signal = new AbortController().signal, maxBytes = 1_000): PartitionFetcher =>
  new PartitionFetcher(kafka, { topic, partition: 1 }, signal, maxBytes);

test('gives, piece by piece, what kafkajs gives, compressed or not', async () => {
  const reading = fetcher();
  const found: unknown[] = [];
  for (let at = 0; at < SENT;) {
    const { messages, next, end } = await reading.fetch(at, 100, PATIENCE_MS);
    found.push(...messages.map(({ offset, key, value }) => ({ offset, key, value })));
    expect(end).toBe(SENT);
    at = next;
  }
  expect(await reading.fetch(SENT, 10, PATIENCE_MS)).toEqual({ messages: [], next: SENT, end: SENT });
  reading.close();
  expect(found).toEqual(await asKafkajsReadsIt());
});

test('says when the partition does not have what is asked for', async () => {
  const reading = fetcher();
  await expect(reading.fetch(SENT + 1, 100, PATIENCE_MS)).rejects.toThrow(OutOfRangeError);
  expect((await reading.fetch(SENT - 1, 100, PATIENCE_MS)).messages).toHaveLength(1);
  reading.close();
});

test('ends at once upon its signal, and when it is closed, also while it waits for something to come', async () => {
  const stopping = new AbortController();
  const waiting = fetcher(stopping.signal).fetch(SENT, 60_000, PATIENCE_MS);
  stopping.abort(new Error('The spec is over.'));
  await expect(waiting).rejects.toThrow('The spec is over.');
  const reading = fetcher();
  await reading.fetch(0, 100, PATIENCE_MS);
  const late = reading.fetch(SENT, 60_000, PATIENCE_MS);
  reading.close();
  await expect(late).rejects.toThrow('The connection was closed.');
});

test('leaves no connection behind when it is closed while it connects', async () => {
  const reading = fetcher();
  const early = reading.fetch(0, 100, PATIENCE_MS);
  reading.close();
  await expect(early).rejects.toThrow('The connection to the broker is closed.');
});
