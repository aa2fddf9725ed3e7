import { Inject, Injectable, Logger, Optional } from '@nestjs/common';
import { type Producer } from 'kafkajs';
import { NO_TRACING, Tracing } from '#libs/platform';
import { pauseAfter } from '../common/back-off.js';
import { KafkaClient } from '../kafka/kafka-client.js';
import { MESSAGING_SETTINGS, type MessagingSettings } from '../settings.js';
import { confirmedOffset } from './confirmation.js';
import { type OutgoingRecord } from './requests.js';
import { traceShipping } from './trace-shipping.js';

const ACK_MS = 10_000;

/** A producer of kafkajs and how many requests it is at; closed when it is at none, once it is retired. */
interface Connection {
  readonly producer: Promise<Producer>;
  requests: number;
  retired: boolean;
}

/**
 * Writes to partitions, and knows when to leave the broker alone.
 *
 * After a failure it rests, for a time that doubles up to a second; whoever asks meanwhile is told how long (`restMs`) and
 * sends nothing. The producer of kafkajs is retired after every failure and a new one made: with the old one goes its
 * cached metadata, which is what may be wrong, and a connection that may be half open. Requests of others that are under
 * way on it are ended first.
 */
@Injectable()
export class TopicProducer {
  private readonly log = new Logger('Relay');
  private connection: Connection | undefined;
  private failures = 0;
  private restUntil = 0;
  /** Why the last request failed; undefined if it did not. */
  lastError: string | undefined;

  constructor(
    private readonly client: KafkaClient,
    @Inject(MESSAGING_SETTINGS) private readonly settings: Pick<MessagingSettings, 'backOffMs'>,
    @Optional() private readonly tracing: Tracing = NO_TRACING,
  ) {}

  /** How long nothing is to be sent; 0 for not at all. Milliseconds. */
  get restMs(): number {
    return Math.max(0, this.restUntil - Date.now());
  }

  /**
   * Writes records to one partition with one request.
   *
   * @returns the offset of the first; the others follow
   * @throws Error if the broker did not say that it has them, all in sync replicas included. It may have them all the same
   */
  async send(topic: string, partition: number, records: readonly OutgoingRecord[]): Promise<bigint> {
    if (!this.tracing.on) return await this.write(topic, partition, records);
    return await traceShipping(this.tracing, { topic, partition, records }, () =>
      this.write(topic, partition, records),
    );
  }

  private async write(topic: string, partition: number, records: readonly OutgoingRecord[]): Promise<bigint> {
    const connection = (this.connection ??= { producer: this.connect(), requests: 0, retired: false });
    connection.requests += 1;
    try {
      const producer = await connection.producer;
      const messages = records.map(({ key, value }) => ({ key, value, partition }));
      const answer = await producer.send({ topic, messages, acks: -1, timeout: ACK_MS });
      const offset = confirmedOffset(answer, topic, partition);
      if (offset === undefined) throw new Error(`The broker did not confirm partition ${partition} of ${topic}.`);
      this.failures = 0;
      this.restUntil = 0;
      this.lastError = undefined;
      return offset;
    } catch (error) {
      this.retire(connection);
      this.lastError = error instanceof Error ? error.message : String(error);
      throw error;
    } finally {
      connection.requests -= 1;
      if (connection.retired && connection.requests === 0) void this.disconnect(connection);
    }
  }

  /** Closes the connection; call it when nothing is under way. */
  async close(): Promise<void> {
    const { connection } = this;
    this.connection = undefined;
    if (connection) await this.disconnect(connection);
  }

  private async connect(): Promise<Producer> {
    const producer = this.client.kafka.producer({
      createPartitioner:
        () =>
        ({ message }) =>
          message.partition as number,
      allowAutoTopicCreation: false,
      retry: { retries: 1, initialRetryTime: 50, maxRetryTime: 200 },
    });
    await producer.connect();
    return producer;
  }

  private async disconnect({ producer }: Connection): Promise<void> {
    const connected = await producer.catch(() => undefined);
    await connected?.disconnect().catch((error: unknown) => {
      this.log.debug('a producer could not be closed in order', { err: error });
    });
  }

  /** Of several requests that fail together, only the first counts. */
  private retire(connection: Connection): void {
    if (connection.retired) return;
    connection.retired = true;
    if (this.connection === connection) this.connection = undefined;
    this.failures += 1;
    this.restUntil = Date.now() + pauseAfter(this.failures, this.settings.backOffMs);
  }
}
