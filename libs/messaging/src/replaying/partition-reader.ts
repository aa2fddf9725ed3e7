import { type Consumer, type EachBatchPayload, type Kafka, type KafkaMessage } from 'kafkajs';
import { uuidv7 } from '#libs/kernel';

export interface PartitionPlace {
  readonly topic: string;
  readonly partition: number;
}

export interface ReaderOptions {
  /** Ends whatever is waited for. */
  readonly signal: AbortSignal;
  /** The first offset to read; by default the first there is. A topic that ends before it is another one. */
  readonly from?: bigint;
}

/** What came at once; `next` is the first offset behind it, which is not always that of a message. */
interface Fetched {
  readonly messages: readonly KafkaMessage[];
  readonly next: bigint;
}

/** With nothing fetched for so long, it will not come any more. */
const STALL_MS = 60_000;
const LOOK_MS = 1_000;
/** So many batches are fetched while the one before them is worked off. */
const AHEAD = 2;
const BATCH_BYTES = 4 * 1024 * 1024;
/** Closing waits for the answer to the question that is under way, and at the end of the partition Kafka keeps it back so long. */
const WAIT_MS = 250;
/** Kafka leaves a member alone that says so often that it lives. */
const HEARTBEAT_MS = 3_000;

/**
 * Reads a partition at the pace of whoever asks, as a group of one that nobody sees again: nothing is committed, and Kafka
 * forgets the group. As long as there is nothing to read, it costs one question.
 *
 * Should the group be formed anew while it is not asked for long, it goes on behind what it has.
 */
export class PartitionReader {
  private readonly queue: Fetched[] = [];
  private consumer: Consumer | undefined;
  private failure: { readonly error: unknown } | undefined;
  private fetchedAt = Date.now();
  private watch: NodeJS.Timeout | undefined;
  private readonly waiting = new Set<() => void>();
  private readonly interrupt = (): void => this.fail(new Error('The service is being stopped.'));

  private constructor(
    private readonly kafka: Kafka,
    private readonly place: PartitionPlace,
    private readonly signal: AbortSignal,
    /** The first offset that was not fetched. */
    private fetched: bigint,
    private ends: bigint,
  ) {
    this.position = fetched;
    signal.addEventListener('abort', this.interrupt, { once: true });
  }

  /** The first offset that was not given out. */
  position: bigint;

  /** The first offset that the partition had not given out when it was last heard of. */
  get end(): bigint {
    return this.ends;
  }

  /** @throws what the broker answers */
  static async open(kafka: Kafka, place: PartitionPlace, { signal, from }: ReaderOptions): Promise<PartitionReader> {
    const { low, high } = await endsOf(kafka, place, signal);
    const first = from === undefined || from > high || from < low ? low : from;
    return new PartitionReader(kafka, place, signal, first, high);
  }

  /**
   * The messages that come next, in their order.
   *
   * @param patienceMs how long they are waited for at the end of the partition; before it they come
   * @returns none at the end of the partition
   * @throws what the broker answers; Error when it gives nothing any more, or upon the signal
   */
  async next(patienceMs = 0): Promise<readonly KafkaMessage[]> {
    this.signal.throwIfAborted();
    const until = Date.now() + patienceMs;
    if (!this.consumer && (this.position < this.ends || patienceMs > 0)) await this.begin();
    for (;;) {
      if (this.failure) throw this.failure.error;
      const arrived = this.queue.shift();
      this.wake();
      if (arrived) this.position = arrived.next;
      if (arrived && arrived.messages.length > 0) return arrived.messages;
      if (arrived) continue;
      const left = this.position < this.ends ? LOOK_MS : until - Date.now();
      if (left <= 0) return [];
      await this.change(left);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.watch);
    // The signal lives as long as the process, and would keep all that was at hand for this reading.
    this.signal.removeEventListener('abort', this.interrupt);
    this.fail(new Error('The reader was closed.'));
    await this.consumer?.disconnect();
  }

  private async begin(): Promise<void> {
    const consumer = this.kafka.consumer({
      groupId: `aviary.read.${uuidv7()}`,
      allowAutoTopicCreation: false,
      maxBytesPerPartition: BATCH_BYTES,
      maxWaitTimeInMs: WAIT_MS,
      retry: { restartOnFailure: () => Promise.resolve(false) },
    });
    this.consumer = consumer;
    await consumer.connect();
    await consumer.subscribe({ topics: [this.place.topic], fromBeginning: true });
    this.fetchedAt = Date.now();
    this.watch = setInterval(() => this.lookForStall(), LOOK_MS);
    consumer.on(consumer.events.CRASH, ({ payload }) => this.fail(payload.error));
    consumer.on(consumer.events.FETCH, () => (this.fetchedAt = Date.now()));
    // Told before anything is fetched: the group of one is given all partitions.
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      const { topic, partition } = this.place;
      const others = (payload.memberAssignment[topic] ?? []).filter((each) => each !== partition);
      if (others.length > 0) consumer.pause([{ topic, partitions: others }]);
      consumer.seek({ topic, partition, offset: String(this.fetched) });
    });
    consumer
      .run({ autoCommit: false, eachBatch: (payload) => this.arrived(payload) })
      .catch((error: unknown) => this.fail(error));
  }

  /** Keeps what was fetched; more is fetched when there is room. */
  private async arrived(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    if (batch.partition !== this.place.partition) return;
    this.ends = BigInt(batch.highWatermark) > this.ends ? BigInt(batch.highWatermark) : this.ends;
    const next = BigInt(batch.lastOffset()) + 1n;
    if (next > this.fetched) {
      this.queue.push({ messages: batch.messages.filter(({ offset }) => BigInt(offset) >= this.fetched), next });
      this.fetched = next;
      this.wake();
    }
    while (this.queue.length >= AHEAD && !this.failure) {
      await this.change(HEARTBEAT_MS);
      this.fetchedAt = Date.now();
      await payload.heartbeat();
    }
  }

  private lookForStall(): void {
    if (this.queue.length > 0) this.fetchedAt = Date.now();
    if (Date.now() - this.fetchedAt > STALL_MS) this.fail(new Error(`Kafka gave nothing for ${STALL_MS} ms.`));
  }

  private fail(error: unknown): void {
    this.failure ??= { error };
    this.wake();
  }

  private wake(): void {
    for (const each of [...this.waiting]) each();
  }

  /** Waits until something has changed, or for so long. */
  private change(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.waiting.add(done);
    });
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
