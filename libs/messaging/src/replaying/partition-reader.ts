import { type Kafka } from 'kafkajs';
import { type Fetched, OutOfRangeError, PartitionFetcher, type PartitionPlace } from '../fetching/partition-fetcher.js';
import { type TopicMessage } from '../fetching/topic-message.js';

export { type PartitionPlace } from '../fetching/partition-fetcher.js';

export interface ReaderOptions {
  /** Ends whatever is waited for. */
  readonly signal: AbortSignal;
  /** The first offset to read; by default the first there is. A topic that ends before it is another one. */
  readonly from?: bigint;
}

/** With nothing fetched for so long, it will not come any more. */
const STALL_MS = 60_000;
/** How long the broker may keep an answer back, before the end of the partition. */
const WAIT_MS = 1_000;
/** What is fetched at once; so much more is on its way while it is worked off. */
const BATCH_BYTES = 1024 * 1024;

/**
 * Reads a partition at the pace of whoever asks, from wherever it is told, and nobody takes notice of it. The next piece is
 * fetched while one is worked off. As long as there is nothing to read, it costs one question.
 */
export class PartitionReader {
  private readonly fetcher: PartitionFetcher;
  private ahead: Promise<Fetched> | undefined;

  private constructor(
    private readonly kafka: Kafka,
    private readonly place: PartitionPlace,
    private readonly signal: AbortSignal,
    private at: number,
    private ends: number,
  ) {
    this.fetcher = new PartitionFetcher(kafka, place, signal, BATCH_BYTES);
  }

  /** The first offset that was not given out. */
  get position(): bigint {
    return BigInt(this.at);
  }

  /** The first offset that the partition had not given out when it was last heard of. */
  get end(): bigint {
    return BigInt(this.ends);
  }

  /** @throws what the broker answers */
  static async open(kafka: Kafka, place: PartitionPlace, { signal, from }: ReaderOptions): Promise<PartitionReader> {
    const { low, high } = await endsOf(kafka, place, signal);
    const first = from === undefined || from > high || from < low ? low : Number(from);
    return new PartitionReader(kafka, place, signal, first, high);
  }

  /**
   * The messages that come next, in their order.
   *
   * @param patienceMs how long they are waited for at the end of the partition; before it they come
   * @returns none at the end of the partition
   * @throws what the broker answers; Error when it gives nothing any more, or upon the signal
   */
  async next(patienceMs = 0): Promise<readonly TopicMessage[]> {
    this.signal.throwIfAborted();
    const until = Date.now() + patienceMs;
    for (let last = Date.now(); ;) {
      const left = this.at < this.ends ? WAIT_MS : until - Date.now();
      if (left <= 0) return [];
      const { messages, next, end } = await this.fetched(left);
      if (next > this.at) last = Date.now();
      else if (this.at < this.ends && Date.now() - last > STALL_MS)
        throw new Error(`Kafka gave nothing for ${STALL_MS} ms.`);
      this.at = next;
      this.ends = Math.max(this.ends, end);
      if (messages.length > 0) return messages;
    }
  }

  async close(): Promise<void> {
    this.fetcher.close();
    await this.ahead?.catch(() => undefined);
  }

  private async fetched(waitMs: number): Promise<Fetched> {
    const fetching = this.ahead ?? this.fetch(this.at, waitMs);
    this.ahead = undefined;
    const fetched = await fetching;
    if (fetched.next > this.at && fetched.next < fetched.end) {
      this.ahead = this.fetch(fetched.next, WAIT_MS);
      // Whoever asks next is told; perhaps nobody does.
      this.ahead.catch(() => undefined);
    }
    return fetched;
  }

  /** What the partition has let go of since is passed over: the positions will show that it is missing. */
  private async fetch(offset: number, waitMs: number): Promise<Fetched> {
    try {
      return await this.fetcher.fetch(offset, waitMs, STALL_MS);
    } catch (error) {
      if (!(error instanceof OutOfRangeError)) throw error;
      const { low, high } = await endsOf(this.kafka, this.place, this.signal);
      if (low <= offset) throw error;
      return { messages: [], next: low, end: high };
    }
  }
}

/** The first offset that is kept, and the one that the next record will have. */
async function endsOf(
  kafka: Kafka,
  { topic, partition }: PartitionPlace,
  signal: AbortSignal,
): Promise<{ low: number; high: number }> {
  signal.throwIfAborted();
  const admin = kafka.admin();
  await admin.connect();
  try {
    signal.throwIfAborted();
    const offsets = await admin.fetchTopicOffsets(topic);
    const own = offsets.find((each) => each.partition === partition);
    return { low: Number(own?.low ?? 0), high: Number(own?.high ?? 0) };
  } finally {
    await admin.disconnect();
  }
}
