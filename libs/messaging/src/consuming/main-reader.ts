import { Logger } from '@nestjs/common';
import { type Batch, type EachBatchPayload, type KafkaMessage } from 'kafkajs';
import { faultPoint } from '#libs/platform';
import { inParallel } from '../common/in-parallel.js';
import { insist, InterruptedError } from '../common/insist.js';
import { type ConsumerLife, type TopicPartition } from '../kafka/supervised-consumer.js';
import { loadAssignment } from './assignment.js';
import { sortByTenant, type Arrival } from './arrivals.js';
import { HandOver, type Straggler } from './hand-over.js';
import { type Lane } from './lane.js';
import { type Obstacle } from './obstacle.js';
import { PartitionState, partitionKey } from './partition-state.js';
import { withPatience } from './patience.js';
import { OffsetReporter } from './offset-reporter.js';
import { ReadingTools } from './reading-tools.js';
import { type TenantBatch } from './tenant-batch.js';

/**
 * The main reading of the partitions that the group has given to this process: batch by batch, each tenant's records to
 * all its live lanes, different tenants at the same time.
 *
 * Where to read from is kept in the control database, not in Kafka: a copy of the databases put back then also puts back
 * where to read from. kafkajs begins at the offset committed to Kafka all the same, before anybody can tell it otherwise,
 * so two things see to it: the cursor is sought as soon as it is loaded, and each batch is compared with the cursor before
 * it is worked off (`admit`). Records before the cursor are dropped, a batch after it is refused and the cursor sought
 * again. If the topic has no such records, they are gone, which is reported; the positions will show what is missing.
 *
 * The cursor moves when every live lane has taken the batch, and every lane that could not is stored as behind. While the
 * control database is away nothing can be stored, so the reading waits for it, alive in the group.
 */
export class MainReader {
  private readonly log = new Logger('TopicConsumer');
  private current = new Map<string, PartitionState>();
  private loading: Promise<void> = Promise.resolve();
  private generation = 0;
  private life: ConsumerLife | undefined;
  private readonly reporter: OffsetReporter;
  /** By tenant that does not exist: the last record of it that was passed over. */
  readonly strangers = new Map<string, TopicPartition & { readonly offset: bigint }>();

  /** @param fellBehind is told when there is work for the second reader */
  constructor(
    private readonly group: string,
    private readonly tools: ReadingTools,
    private readonly fellBehind: () => void,
  ) {
    this.reporter = new OffsetReporter(tools.settings.commitMs);
  }

  get partitions(): ReadonlyMap<string, PartitionState> {
    return this.current;
  }

  /** The group has given out its partitions anew. What another instance did meanwhile is read from the store. */
  assigned(partitions: readonly TopicPartition[], life: ConsumerLife): void {
    this.life = life;
    const states = partitions.map((each) => new PartitionState(each, this.tools.subscriptions));
    this.current = new Map();
    const generation = (this.generation += 1);
    this.loading = this.insist(life, () => loadAssignment(this.tools, this.group, states)).then(
      () => {
        if (this.generation !== generation) return;
        this.current = new Map(states.map((state) => [state.key, state]));
        for (const state of states) this.seek(state, life);
        this.reporter.begin(states, life);
        this.fellBehind();
      },
      () => undefined,
    );
  }

  /**
   * Begins anew at an offset, be it before the cursor: the topic is another one, or does not have what was next. Not while a
   * batch is worked off: then the batch itself shows it.
   */
  async readFrom(state: PartitionState, offset: bigint): Promise<void> {
    const { life } = this;
    if (!life || state.handOver.reading || this.current.get(state.key) !== state) return;
    await this.restart(state, offset, life);
    this.seek(state, life);
  }

  /** All partitions are gone. */
  clear(): void {
    this.generation += 1;
    this.current = new Map();
    this.reporter.stop();
  }

  async batch(payload: EachBatchPayload, life: ConsumerLife): Promise<void> {
    const { batch } = payload;
    await this.loading;
    const state = this.current.get(partitionKey(batch));
    if (!state || payload.isStale()) return;
    const messages = await this.admit(state, batch, life);
    if (messages.length === 0) return;
    this.tookBack(state, state.handOver.begin());
    try {
      await this.work(state, messages, life);
      const next = BigInt(batch.lastOffset()) + 1n;
      await faultPoint('consumer.before-cursor');
      await this.insist(life, () => this.moveCursor(state, next));
      this.tookBack(state, state.handOver.end(next));
      payload.resolveOffset(batch.lastOffset());
    } catch (error) {
      state.handOver.abandon();
      if (!(error instanceof InterruptedError)) throw error;
    }
  }

  /** The messages of the batch that are to be worked off; none if something else has to be fetched. */
  private async admit(state: PartitionState, batch: Batch, life: ConsumerLife): Promise<readonly KafkaMessage[]> {
    const first = BigInt(batch.firstOffset() ?? '0');
    const cursor = state.handOver.position;
    if (BigInt(batch.highWatermark) < cursor) {
      this.log.warn(`${state.key} ends before ${cursor}: the topic is another one, and is read from its start`);
      await this.restart(state, first, life);
    } else if (first > cursor && state.sought !== cursor) {
      this.seek(state, life);
      return [];
    } else if (first > cursor) {
      this.log.warn(`${state.key} has no records from ${cursor} to ${first - 1n} any more`);
      state.handOver.end(first);
    } else if (BigInt(batch.lastOffset()) < cursor) {
      this.seek(state, life);
      return [];
    }
    return first >= cursor ? batch.messages : batch.messages.filter(({ offset }) => BigInt(offset) >= cursor);
  }

  private async restart(state: PartitionState, first: bigint, life: ConsumerLife): Promise<void> {
    await this.insist(life, () => this.moveCursor(state, first, true));
    const stragglers = state.handOver.behind;
    state.handOver = new HandOver(first);
    for (const { lane, kind, reason } of stragglers)
      state.handOver.fallBehind(lane, { next: first, obstacle: { kind, reason } });
  }

  private moveCursor(state: PartitionState, offset: bigint, back = false): Promise<void> {
    const subscribers = this.tools.subscriptions.ofSource(state.service).map(({ name }) => name);
    return this.tools.store.moveCursor(this.group, state, { offset, subscribers, back });
  }

  private seek(state: PartitionState, { consumer, signal }: ConsumerLife): void {
    if (signal.aborted) return;
    state.sought = state.handOver.position;
    consumer.seek({ topic: state.topic, partition: state.partition, offset: String(state.sought) });
  }

  private async work(state: PartitionState, messages: readonly KafkaMessage[], life: ConsumerLife): Promise<void> {
    const { byTenant, garbage } = sortByTenant(state.service, messages);
    const { topic, partition } = state;
    for (const piece of garbage) {
      this.log.warn(`record ${piece.offset} of ${state.key} is no event: ${piece.reason}`);
      await this.insist(life, () => this.tools.store.keepUndecodable(this.group, { topic, partition, ...piece }));
    }
    await inParallel(byTenant, this.tools.settings.concurrency, ([tenant, arrivals]) =>
      this.workFor(state, tenant, arrivals, life),
    );
  }

  private async workFor(
    state: PartitionState,
    tenant: string,
    arrivals: readonly Arrival[],
    life: ConsumerLife,
  ): Promise<void> {
    if (!(await this.insist(life, () => this.tools.tenants.find(tenant))))
      return this.passOver(state, tenant, arrivals);
    this.strangers.delete(tenant);
    state.heads.set(tenant, Math.max(state.heads.get(tenant) ?? 0, arrivals.at(-1)?.meta.position ?? 0));
    const { batches, subscriptions } = this.tools;
    const batch = batches.fromTopic(tenant, state.service, arrivals);
    const lanes = subscriptions.ofSource(state.service).map((subscriber) => state.lane(subscriber, tenant));
    const live = lanes.filter((lane) => !state.handOver.isBehind(lane));
    await Promise.all(live.map((lane) => this.feed(state, lane, batch, arrivals, life)));
    await this.keepUndecodable(state, batch, arrivals, life);
  }

  private async feed(
    state: PartitionState,
    lane: Lane,
    batch: TenantBatch,
    arrivals: readonly Arrival[],
    life: ConsumerLife,
  ): Promise<void> {
    const { attempts, backOffMs, patienceMs } = this.tools.settings;
    await faultPoint('consumer.mid-batch');
    const taking = lane.take(batch, { attempts, backOff: backOffMs, signal: life.signal });
    const obstacle = await withPatience(taking, patienceMs);
    if (obstacle) await this.setBack(state, lane, obstacle, arrivals[0]?.offset ?? 0n, life);
  }

  /** The lane steps aside; the others go on. For a missing record, the partition is searched from its start. */
  private async setBack(
    state: PartitionState,
    lane: Lane,
    obstacle: Obstacle,
    offset: bigint,
    life: ConsumerLife,
  ): Promise<void> {
    const next = obstacle.kind === 'gap' ? 0n : offset;
    const straggler = state.handOver.fallBehind(lane, { next, obstacle });
    this.log.warn(`${lane.key} is behind: ${obstacle.reason}`, { err: obstacle.error });
    await this.insist(life, () =>
      state.write(() => this.tools.store.putStragglers(this.group, [state.rowOf(straggler)])),
    );
    this.fellBehind();
  }

  /** Lanes that the main reading feeds again: their rows are of no use any more. */
  tookBack(state: PartitionState, stragglers: readonly Straggler[]): void {
    for (const { lane } of stragglers) {
      this.log.log(`${lane.key} has caught up`);
      state
        .write(() => this.tools.store.dropStraggler(this.group, lane.subscriber.name, state, lane.tenant))
        .catch((error: unknown) => this.log.debug('a row of a straggler stays for now', { err: error }));
    }
  }

  private passOver(state: PartitionState, tenant: string, arrivals: readonly Arrival[]): void {
    const { topic, partition } = state;
    if (!this.strangers.has(tenant)) this.log.warn(`there is no tenant ${tenant}: its events are passed over`);
    this.strangers.set(tenant, { topic, partition, offset: arrivals.at(-1)?.offset ?? 0n });
  }

  private async keepUndecodable(
    state: PartitionState,
    batch: TenantBatch,
    arrivals: readonly Arrival[],
    life: ConsumerLife,
  ): Promise<void> {
    const { topic, partition } = state;
    for (const [index, { reason }] of batch.undecodable) {
      const { offset, value } = arrivals[index] as Arrival;
      const record = { topic, partition, offset, reason, value };
      await this.insist(life, () => this.tools.store.keepUndecodable(this.group, record));
    }
  }

  private insist<T>({ signal }: ConsumerLife, work: () => Promise<T>): Promise<T> {
    const failed = (error: unknown): void =>
      this.log.warn('the control database cannot be used; the reading waits for it', { err: error });
    return insist(work, { signal, backOff: this.tools.settings.backOffMs, failed });
  }
}
