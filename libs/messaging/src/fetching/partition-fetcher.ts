import { type Kafka } from 'kafkajs';
import { pauseAfter } from '../common/back-off.js';
import { pause } from '../common/pause.js';
import { BrokerConnection } from './broker-connection.js';
import { type FetchAnswer } from './fetch-request.js';
import { readBatches, type Records, UnreadableBatchError } from './record-batches.js';

export interface PartitionPlace {
  readonly topic: string;
  readonly partition: number;
}

/** What came, and where the partition ends: the next offset that it gives out. */
export interface Fetched extends Records {
  readonly end: number;
}

const CLIENT = 'aviary.read';
const OFFSET_OUT_OF_RANGE = 1;
const BACK_OFF = { first: 50, longest: 500 };

/** The broker says no; another attempt, at another broker perhaps, may bring more. */
class RefusedError extends Error {}

/** What was asked for is not there: the topic ends before it, or has let go of it. */
export class OutOfRangeError extends Error {
  override readonly name = 'OutOfRangeError';
}

/**
 * Asks the broker that leads a partition for what is in it, question by question, and looks for the leader again when it is
 * another one. There is no group, and nobody is told how far anybody is.
 *
 * Why not kafkajs: its consumer takes a message apart for 1.7 µs, as much as all that a rebuild does with it, and wants a
 * group. Who leads, and where partitions end, is asked through kafkajs.
 */
export class PartitionFetcher {
  private connection: BrokerConnection | undefined;
  private closed = false;
  private readonly interrupt = (): void => this.connection?.close(new Error('The service is being stopped.'));

  constructor(
    private readonly kafka: Kafka,
    private readonly place: PartitionPlace,
    private readonly signal: AbortSignal,
    private readonly maxBytes: number,
  ) {
    signal.addEventListener('abort', this.interrupt, { once: true });
  }

  /**
   * @param waitMs how long an answer may be kept back while there is nothing
   * @param patienceMs how long a broker that is away is asked again
   * @throws OutOfRangeError, UnreadableBatchError; what stood in the way when patience was at its end; Error upon the signal
   */
  async fetch(offset: number, waitMs: number, patienceMs: number): Promise<Fetched> {
    const until = Date.now() + patienceMs;
    for (let failures = 1; ; failures += 1) {
      try {
        const connection = (this.connection ??= await this.connect());
        const answer = await connection.fetch({ ...this.place, offset, waitMs, maxBytes: this.maxBytes });
        assertGiven(answer, offset);
        return { ...readBatches(answer.records, offset), end: answer.end };
      } catch (error) {
        this.connection?.close();
        this.connection = undefined;
        this.signal.throwIfAborted();
        const final = this.closed || error instanceof OutOfRangeError || error instanceof UnreadableBatchError;
        if (final || Date.now() > until) throw error;
        await pause(pauseAfter(failures, BACK_OFF), this.signal);
      }
    }
  }

  close(): void {
    this.closed = true;
    // The signal lives as long as the process, and would keep all that was at hand for this reading.
    this.signal.removeEventListener('abort', this.interrupt);
    this.connection?.close();
  }

  private async connect(): Promise<BrokerConnection> {
    const { topic, partition } = this.place;
    const admin = this.kafka.admin();
    await admin.connect();
    try {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      const leader = topics[0]?.partitions.find(({ partitionId }) => partitionId === partition)?.leader;
      const { brokers } = await admin.describeCluster();
      const broker = brokers.find(({ nodeId }) => nodeId === leader);
      if (!broker) throw new RefusedError(`Nobody leads partition ${partition} of ${topic} at the moment.`);
      const connection = await BrokerConnection.open(broker, CLIENT);
      // Whoever has ended it meanwhile did not know of this connection.
      if (this.closed || this.signal.aborted) connection.close();
      return connection;
    } finally {
      await admin.disconnect();
    }
  }
}

function assertGiven({ error }: FetchAnswer, offset: number): void {
  if (error === OFFSET_OUT_OF_RANGE) throw new OutOfRangeError(`The partition does not have offset ${offset}.`);
  if (error !== 0) throw new RefusedError(`Kafka answers with error ${error}.`);
}
