import { Inject, Injectable, Logger } from '@nestjs/common';
import { ConsumerRows } from '../consuming/consumer-rows.js';
import { type PartitionState } from '../consuming/partition-state.js';
import { ReadingTools } from '../consuming/reading-tools.js';
import { TopicConsumer } from '../consuming/topic-consumer.js';
import { type MessagingSettings, MESSAGING_SETTINGS } from '../settings.js';
import { type Judgement, judge } from './judge.js';
import { type PartitionEnds, type TopicEnds } from './topic-ends.js';
import { type Looked, type TopicTrouble } from './topic-trouble.js';

/** Tenants of which nothing has come yet, and which are looked up at one look. */
const STRANGERS_PER_LOOK = 32;

/** By partition: the next offset that its reader takes. */
export type Places = ReadonlyMap<PartitionState, bigint>;

interface Sighting {
  cursor: bigint;
  /** By the clock of `performance`. */
  since: number;
}

/**
 * Looks whether the reading of topics goes on, from outside of it: its own word is that it is alive, which a reader that
 * fetches nothing says as well.
 *
 * | what is seen | what is done |
 * |---|---|
 * | the cursor is beyond the partition's end: the topic was made anew, or cut off | it is read from its beginning; records that readers have are repeats |
 * | what the cursor points at was deleted | reading goes on where the partition begins |
 * | there is more, and the cursor stands still | the consumer is made anew |
 * | all is read, and a log ends after what somebody has of it | the log is asked to ship it again |
 *
 * Each is safe: positions say what is missing and what is a repeat, whatever happens to offsets.
 */
@Injectable()
export class ReaderWatch {
  private readonly log = new Logger('TopicWatch');
  private readonly sightings = new Map<string, Sighting>();
  private readonly askedAt = new Map<string, number>();

  constructor(
    private readonly consumer: TopicConsumer,
    private readonly rows: ConsumerRows,
    private readonly tools: ReadingTools,
    @Inject(MESSAGING_SETTINGS) private readonly settings: Pick<MessagingSettings, 'watchMs' | 'reshipMs'>,
  ) {}

  /** The topics that are read. */
  get topics(): string[] {
    return [...new Set([...this.consumer.main.partitions.values()].map(({ topic }) => topic))];
  }

  /** Where reading is: to be asked before the ends, since both move on. */
  places(): Places {
    return new Map([...this.consumer.main.partitions.values()].map((state) => [state, state.handOver.position]));
  }

  /** Looks after the partitions that are read here. */
  async look(places: Places, topics: ReadonlyMap<string, TopicEnds>): Promise<Looked> {
    const troubles: TopicTrouble[] = [];
    const atEnd: PartitionState[] = [];
    for (const [state, cursor] of places) {
      const ends = topics.get(state.topic)?.get(state.partition);
      if (!ends) continue;
      const judgement = this.judge(state, cursor, ends);
      if (judgement === 'at-end') atEnd.push(state);
      const reason = state.handOver.position === cursor && (await this.heal(state, ends, judgement));
      if (reason) troubles.push({ subject: subjectOf(state), reason });
    }
    for (const { reason } of troubles) this.log.warn(reason);
    const subjects = [...places.keys()].map(subjectOf);
    return { subjects, troubles: [...troubles, ...(await this.missing(atEnd))] };
  }

  private judge(state: PartitionState, cursor: bigint, ends: PartitionEnds): Judgement {
    const known = this.sightings.get(state.key);
    const sighting = known?.cursor === cursor ? known : { cursor, since: ends.at };
    this.sightings.set(state.key, sighting);
    return judge({ cursor, stillMs: ends.at - sighting.since }, ends, this.settings.watchMs);
  }

  private async heal(state: PartitionState, { low, high }: PartitionEnds, judgement: Judgement) {
    const cursor = state.handOver.position;
    switch (judgement) {
      case 'another':
        await this.consumer.main.readFrom(state, low);
        return `${state.key} ends at ${high}, before ${cursor}, where its reader was: the topic was made anew or cut off. It is read from its beginning.`;
      case 'eaten':
        await this.consumer.main.readFrom(state, low);
        return `${state.key} has no records from ${cursor} to ${low - 1n} any more. Reading goes on at ${low}; what is missing is asked for.`;
      case 'stalled':
        this.sightings.delete(state.key);
        this.consumer.renew(`It has not gone on from offset ${cursor} of ${state.key}, which has more.`);
        return `${state.key} was not read on from ${cursor} for ${this.settings.watchMs} ms, and has more: its consumer is made anew.`;
      case 'at-end':
      case 'reading':
        return undefined;
    }
  }

  /** Of partitions that are read to their ends: what logs have and nobody has brought. */
  private async missing(states: readonly PartitionState[]): Promise<TopicTrouble[]> {
    const keys = new Map<string, PartitionState>();
    for (const state of states) {
      await this.meet(state);
      for (const { key } of state.knownLanes) keys.set(key, state);
    }
    const found: TopicTrouble[] = [];
    for (const { key, row } of await this.rows.keyed()) {
      const late = row.state === 'live' && (row.lagSeconds ?? 0) * 1_000 > this.settings.watchMs;
      const state = keys.get(key);
      if (!late || !state) continue;
      found.push({
        subject: subjectOf(state),
        reason: `${row.subscriber} has the log of ${row.source} of ${row.tenant} up to ${row.position}; it ends at ${row.head}, and the topic has no more. It is asked for.`,
      });
      await this.ask(key, row);
    }
    return found;
  }

  /** Tenants of a partition of which nothing has come since this process reads it: where they are is to be known as well. */
  private async meet(state: PartitionState): Promise<void> {
    const { tenants, subscriptions } = this.tools;
    const here = (await tenants.list({ system: true })).filter(({ partition }) => partition === state.partition);
    const known = new Set(state.knownLanes.map(({ tenant }) => tenant));
    const strangers = here.filter(({ name }) => !known.has(name)).slice(0, STRANGERS_PER_LOOK);
    for (const { name } of strangers)
      for (const subscriber of subscriptions.ofSource(state.service))
        await state
          .lane(subscriber, name)
          .locate()
          .catch(() => undefined);
  }

  private async ask(key: string, row: { tenant: string; source: string; subscriber: string; position: number | null }) {
    if (performance.now() - (this.askedAt.get(key) ?? Number.NEGATIVE_INFINITY) < this.settings.reshipMs) return;
    this.askedAt.set(key, performance.now());
    const { tenant, source, subscriber, position } = row;
    await this.tools.store.askReship(tenant, source, (position ?? 0) + 1, `${this.consumer.group}/${subscriber}`);
    this.log.warn(`the log of ${source} of ${tenant} ends after what ${subscriber} has of it; it is asked for`);
  }
}

const subjectOf = ({ key }: PartitionState): string => `reading of ${key}`;
