import { afterAll, describe, expect, it } from '@jest/globals';
import { uuidv7 } from '#libs/kernel';
import { testParts } from '#libs/testing';
import { KafkaClient } from '../kafka/kafka-client.js';
import { TopicProducer } from './topic-producer.js';

const topic = `spec.${uuidv7()}`;
const client = new KafkaClient({ service: 'spec', kafka: { brokers: [testParts().kafka.bootstrap] } });
const producer = new TopicProducer(client, { backOffMs: { first: 60_000, longest: 60_000 } });
const one = [{ key: 'k', value: Buffer.from('v') }];

afterAll(async () => {
  await producer.close();
  await client.withAdmin((admin) => admin.deleteTopics({ topics: [topic] }));
});

describe('TopicProducer', () => {
  it('answers the offset of the first record', async () => {
    await client.withAdmin((admin) =>
      admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true }),
    );
    expect(await producer.send(topic, 0, [...one, ...one])).toBe(0n);
    expect(await producer.send(topic, 0, one)).toBe(2n);
    expect(producer.restMs).toBe(0);
  });

  it('does not believe an answer without the partition, which kafkajs gives for one that it has not heard of', async () => {
    await client.withAdmin((admin) => admin.createPartitions({ topicPartitions: [{ topic, count: 3 }] }));
    await expect(producer.send(topic, 2, one)).rejects.toThrow(`The broker did not confirm partition 2 of ${topic}.`);
    expect(producer.restMs).toBeGreaterThan(0);
    expect(await producer.send(topic, 2, one)).toBe(0n);
    expect(producer.restMs).toBe(0);
  });
});
