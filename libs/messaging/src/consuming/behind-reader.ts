import { Logger } from '@nestjs/common';
import { type EachBatchPayload } from 'kafkajs';
import { uuidv7 } from '#libs/kernel';
import { pauseAfter } from '../common/back-off.js';
import { inParallel } from '../common/in-parallel.js';
import { KafkaClient } from '../kafka/kafka-client.js';
import {
  SupervisedConsumer,
  type ConsumerLife,
  type ConsumerTask,
  type TopicPartition,
} from '../kafka/supervised-consumer.js';
import { type Arrival, sortByTenant } from './arrivals.js';
import { type Straggler } from './hand-over.js';
import { type MainReader } from './main-reader.js';
import { type Obstacle } from './obstacle.js';
import { partitionKey, type PartitionState } from './partition-state.js';
import { withPatience } from './patience.js';
import { ReadingTools } from './reading-tools.js';
import { type TenantBatch } from './tenant-batch.js';

const TICK_MS = 200;
/** First pause of a straggler that came to nothing, and the longest for a database that is away. */
const FIRST_REST_MS = 200;
const LONGEST_AWAY_MS = 2_000;

/**
 * The second reader: it feeds those who are behind (see `HandOver`), each from its own offset.
 *
 * It is a consumer of a group of its own, one per process, to which all partitions belong. So it always can read the very
 * partitions that the main reader of this process has, and lanes are handed back and forth within one process. All its
 * partitions are paused, but those in which somebody is behind and not resting. In those it goes to the least offset that
 * is wanted, reads on from there, and gives each batch to all stragglers who want what is in it; who failed wants the same
 * offset again after a rest.
 *
 * It exists only while it is needed, and for half a minute more. Kafka forgets its group as soon as it is gone, since
 * nothing was ever committed.
 */
export class BehindReader {
  private readonly log = new Logger('TopicConsumer');
  private consumer: SupervisedConsumer | undefined;
  private life: ConsumerLife | undefined;
  /** Partitions that are not paused. */
  private readonly open = new Set<string>();
  private readonly sought = new Map<string, bigint>();
  private readonly savedAt = new WeakMap<Straggler, number>();
  private ticker: NodeJS.Timeout | undefined;
  private neededAt = 0;
  private closing: Promise<void> = Promise.resolve();

  constructor(
    private readonly group: string,
    private readonly client: KafkaClient,
    private readonly main: MainReader,
    private readonly tools: ReadingTools,
  ) {}

  /** There may be work: somebody has fallen behind. */
  wake(): void {
    this.ticker ??= setInterval(() => this.tick(), TICK_MS).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.ticker);
    this.ticker = undefined;
    this.close();
    await this.closing;
  }

  private tick(): void {
    const states = [...this.main.partitions.values()];
    const needed = states.some(({ handOver }) => handOver.behind.length > 0);
    if (needed) this.neededAt = Date.now();
    if (needed) this.consumer ??= this.begin(states);
    else if (this.consumer && Date.now() - this.neededAt > this.tools.settings.idleMs) this.close();
    for (const state of states) {
      this.main.tookBack(state, state.handOver.settle());
      this.askAgain(state);
      this.openIfDue(state);
    }
  }

  private begin(states: readonly PartitionState[]): SupervisedConsumer {
    const task: ConsumerTask = {
      groupId: `${this.group}.behind.${uuidv7()}`,
      topics: [...new Set(states.map(({ topic }) => topic))],
      kind: 'behind',
      prepare: () => this.closing,
      assigned: (partitions, life) => this.assigned(partitions, life),
      batch: (payload, life) => this.batch(payload, life),
    };
    const consumer = new SupervisedConsumer(this.client, task, this.tools.settings);
    consumer.start();
    return consumer;
  }

  private close(): void {
    const { consumer } = this;
    this.consumer = undefined;
    this.life = undefined;
    if (consumer) this.closing = this.closing.then(() => consumer.stop());
  }

  private assigned(partitions: readonly TopicPartition[], life: ConsumerLife): void {
    this.life = life;
    this.open.clear();
    this.sought.clear();
    for (const { topic, partition } of partitions) life.consumer.pause([{ topic, partitions: [partition] }]);
  }

  private openIfDue(state: PartitionState): void {
    const { topic, partition, key } = state;
    if (!this.life || this.life.signal.aborted || this.open.has(key)) return;
    const wanted = leastOffset(state.handOver.due(Date.now()));
    if (wanted === undefined) return;
    this.seek(state, wanted, this.life);
    this.life.consumer.resume([{ topic, partitions: [partition] }]);
    this.open.add(key);
  }

  private seek({ topic, partition, key }: PartitionState, offset: bigint, { consumer }: ConsumerLife): void {
    this.sought.set(key, offset);
    consumer.seek({ topic, partition, offset: String(offset) });
  }

  private async batch(payload: EachBatchPayload, life: ConsumerLife): Promise<void> {
    const { batch } = payload;
    const key = partitionKey(batch);
    const state = this.main.partitions.get(key);
    if (payload.isStale()) return;
    const wanted = state && leastOffset(state.handOver.due(Date.now()));
    if (!state || wanted === undefined) {
      this.open.delete(key);
      payload.pause();
      return;
    }
    const first = BigInt(batch.firstOffset() ?? '0');
    const last = BigInt(batch.lastOffset());
    if ((first > wanted && this.sought.get(key) !== wanted) || last < wanted) return this.seek(state, wanted, life);
    await this.feed(state, batch.messages, last, life);
    const next = leastOffset(state.handOver.due(Date.now()));
    if (next === undefined) {
      this.open.delete(key);
      payload.pause();
    } else if (next === last + 1n) {
      payload.resolveOffset(batch.lastOffset());
    } else {
      this.seek(state, next, life);
    }
  }

  /** Gives a batch to all who want what is in it. */
  private async feed(
    state: PartitionState,
    messages: EachBatchPayload['batch']['messages'],
    last: bigint,
    life: ConsumerLife,
  ): Promise<void> {
    const first = BigInt(messages[0]?.offset ?? '0');
    const { sought } = this;
    const readable = (next: bigint): boolean => next <= last && (next >= first || sought.get(state.key) === next);
    const takers = state.handOver.due(Date.now()).filter(({ next }) => readable(next));
    const { byTenant } = sortByTenant(state.service, messages);
    const tenants = [...new Set(takers.map(({ lane }) => lane.tenant))];
    await inParallel(tenants, this.tools.settings.concurrency, async (tenant) => {
      const arrivals = byTenant.get(tenant) ?? [];
      const batch = this.tools.batches.fromTopic(tenant, state.service, arrivals);
      const mine = takers.filter(({ lane }) => lane.tenant === tenant);
      const piece = { arrivals, batch, last };
      await Promise.all(mine.map((straggler) => this.offer(state, straggler, piece, life)));
    });
  }

  private async offer(
    state: PartitionState,
    straggler: Straggler,
    { arrivals, batch, last }: Piece,
    { signal }: ConsumerLife,
  ): Promise<void> {
    const { backOffMs: backOff, patienceMs } = this.tools.settings;
    const parks = await this.asGoodAsItGets(state, straggler, arrivals);
    const taking = straggler.lane.take(batch, { attempts: 1, backOff, parks, passGaps: straggler.searching, signal });
    const obstacle = await withPatience(taking, patienceMs);
    if (signal.aborted) return;
    if (!obstacle || (obstacle.kind === 'gap' && straggler.searching)) {
      this.wentOn(state, straggler, batch.places.length > 0 ? obstacle : 'nothing', last + 1n);
    } else if (obstacle.kind === 'gap') {
      Object.assign(straggler, { next: 0n, searching: true, kind: 'gap', reason: obstacle.reason });
    } else {
      this.rest(straggler, obstacle);
    }
    this.save(state, straggler);
  }

  /**
   * Which records nobody need wait for a better copy of: those that were shipped again because somebody had asked for them,
   * and that the log has. (One that it does not have yet is not its own; the event of that position is still to come.)
   */
  private async asGoodAsItGets(
    { service }: PartitionState,
    { askedAt, askedEnd, lane }: Straggler,
    arrivals: readonly Arrival[],
  ): Promise<(index: number) => boolean> {
    if (askedAt === 0) return () => false;
    const last = arrivals.at(-1)?.meta.position;
    const head = await this.tools.batches.head(lane.tenant, service, last).catch(() => 0);
    return (index) => {
      const record = arrivals[index];
      return record !== undefined && record.offset >= askedEnd && record.meta.position <= head;
    };
  }

  private wentOn(
    state: PartitionState,
    straggler: Straggler,
    seen: Obstacle | undefined | 'nothing',
    next: bigint,
  ): void {
    straggler.failures = 0;
    if (seen !== 'nothing') {
      straggler.missing = seen !== undefined;
      if (seen) Object.assign(straggler, { kind: seen.kind, reason: seen.reason });
    }
    this.main.tookBack(state, state.handOver.passed(straggler, next));
    this.askIfMissing(state, straggler);
  }

  /** Whoever has asked in vain asks again, also if nothing comes any more that could remind them. */
  private askAgain(state: PartitionState): void {
    for (const straggler of state.handOver.behind) if (straggler.askedAt > 0) this.askIfMissing(state, straggler);
  }

  private askIfMissing(state: PartitionState, straggler: Straggler): void {
    if (straggler.missing && straggler.next >= state.handOver.position) this.askReship(state, straggler);
  }

  private rest(straggler: Straggler, { kind, reason, error }: Obstacle): void {
    straggler.failures += 1;
    const longest = kind === 'away' ? LONGEST_AWAY_MS : this.tools.settings.longestRestMs;
    straggler.restUntil = Date.now() + pauseAfter(straggler.failures, { first: FIRST_REST_MS, longest });
    if (straggler.reason !== reason) this.log.warn(`${straggler.lane.key} is behind: ${reason}`, { err: error });
    Object.assign(straggler, { kind, reason });
  }

  /** The whole partition was searched, and the record is not there: the log has it. */
  private askReship(state: PartitionState, straggler: Straggler): void {
    const { reshipMs } = this.tools.settings;
    if (Date.now() - straggler.askedAt < reshipMs) return;
    Object.assign(straggler, { askedAt: Date.now(), askedEnd: straggler.next });
    const { lane } = straggler;
    const from = (lane.checkpoint?.position ?? 0) + 1;
    this.log.warn(`${lane.key} asks for the log to be shipped again from ${from}`);
    this.tools.store
      .askReship(lane.tenant, state.service, from, `${this.group}/${lane.subscriber.name}`)
      .catch((error: unknown) => {
        straggler.askedAt = 0;
        this.log.warn('a log could not be asked for', { err: error });
      });
  }

  /** Not after each batch: an older offset only means more to repeat after a restart. */
  private save(state: PartitionState, straggler: Straggler): void {
    if (!state.handOver.isBehind(straggler.lane)) return;
    if (Date.now() - (this.savedAt.get(straggler) ?? 0) < 1_000) return;
    this.savedAt.set(straggler, Date.now());
    state
      .write(() => this.tools.store.putStragglers(this.group, [state.rowOf(straggler)]))
      .catch((error: unknown) => this.log.debug('the progress of a straggler is not stored for now', { err: error }));
  }
}

/** What has come of one tenant's log at once. */
interface Piece {
  readonly arrivals: readonly Arrival[];
  readonly batch: TenantBatch;
  /** The last offset that was read, whosever record is there. */
  readonly last: bigint;
}

function leastOffset(stragglers: readonly Straggler[]): bigint | undefined {
  return stragglers.reduce<bigint | undefined>(
    (least, { next }) => (least === undefined || next < least ? next : least),
    undefined,
  );
}
