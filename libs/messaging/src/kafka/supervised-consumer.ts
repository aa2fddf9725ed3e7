import { Logger } from '@nestjs/common';
import { type Consumer, type EachBatchPayload } from 'kafkajs';
import { pauseAfter } from '../common/back-off.js';
import { pause } from '../common/pause.js';
import { type MessagingSettings } from '../settings.js';
import { assignersOf } from './each-kind-all.js';
import { KafkaClient } from './kafka-client.js';

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** One consumer from being made to being thrown away. */
export interface ConsumerLife {
  readonly consumer: Consumer;
  /** Given when it ends; work for it is of no use any more. */
  readonly signal: AbortSignal;
}

/** What a consumer is for. */
export interface ConsumerTask {
  readonly groupId: string;
  readonly topics: readonly string[];
  /** Each kind of member has all partitions of the group among them; the same for all who do the same. */
  readonly kind: string;
  /** Called before each start: topics must be there before they are subscribed to. */
  prepare(): Promise<void>;
  /** Told which partitions are ours from now on, and no others; before anything of them is fetched. Must not throw. */
  assigned(partitions: readonly TopicPartition[], life: ConsumerLife): void;
  /** Works off one batch; see kafkajs. While it runs, the group is told that we are alive. */
  batch(payload: EachBatchPayload, life: ConsumerLife): Promise<void>;
}

export type ConsumerState = 'stopped' | 'connecting' | 'running' | 'waiting';

const DISCONNECT_MS = 5_000;
const BEAT_MS = 1_000;
/**
 * What is fetched of a partition at once: some five thousand events, as many as a view takes in one transaction. A row that
 * several of them touch is written once, and writing rows is what a live view spends most on.
 */
const BYTES_AT_ONCE = 2.5 * 1024 * 1024;

/**
 * A kafkajs consumer that comes back.
 *
 * Why: a kafkajs consumer ends on errors it deems final (it crashes), on some it restarts itself with state from before,
 * and it can go on beating without fetching. Here it is one short-lived thing in a loop: made, run until it crashes,
 * stalls or is stopped, thrown away, made again after a pause that doubles up to a second.
 *
 * States: `stopped` → `connecting` (prepare, connect, join the group) → `running` (since the group gave us partitions) →
 * `waiting` (it ended; the pause before the next) → `connecting` … → `stopped`.
 *
 * Trade-off: making it anew makes the group rebalance; and as the old member may not have been able to leave, the group
 * waits for it until its session is over. So kafkajs's own retries come first, for about a minute.
 */
export class SupervisedConsumer {
  state: ConsumerState = 'stopped';
  /** Why it last ended, if it did not end because it was told to. */
  lastError: string | undefined;
  private readonly log = new Logger('Consumer');
  private stopping = new AbortController();
  private loop: Promise<void> | undefined;
  private end: ((error: Error) => void) | undefined;
  private lastSign = 0;
  private busy = 0;

  constructor(
    private readonly client: KafkaClient,
    private readonly task: ConsumerTask,
    private readonly settings: MessagingSettings,
  ) {}

  /** Whether it should be fetching, and has not for so many milliseconds: the broker is away, most likely. */
  silentFor(ms: number): boolean {
    return this.state === 'running' && this.busy === 0 && Date.now() - this.lastSign > ms;
  }

  /** Ends the life of the consumer, if it has one, so that it is made anew. */
  renew(reason: string): void {
    this.end?.(new Error(reason));
  }

  start(): void {
    this.stopping = new AbortController();
    this.loop ??= this.supervise(this.stopping.signal);
  }

  /** Waits until the batches in progress are done and the group has been left, but not for ever. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
    this.loop = undefined;
    this.state = 'stopped';
  }

  private async supervise(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted;) {
      const begun = Date.now();
      try {
        await this.live(signal);
      } catch (error) {
        const before = this.lastError;
        this.lastError = error instanceof Error ? error.message : String(error);
        this.log[this.lastError === before ? 'debug' : 'warn'](
          `the consumer of ${this.task.groupId} ended and is made anew`,
          { err: error },
        );
      }
      if (signal.aborted) return;
      failures = Date.now() - begun > 10_000 ? 1 : failures + 1;
      this.state = 'waiting';
      await pause(pauseAfter(failures, this.settings.backOffMs), signal);
    }
  }

  /** One life of a consumer. @throws why it ended */
  private async live(signal: AbortSignal): Promise<void> {
    this.state = 'connecting';
    await this.task.prepare();
    const end = new AbortController();
    const consumer = this.make(end.signal);
    const life = { consumer, signal: end.signal };
    try {
      const ended = this.watch(life, signal);
      ended.catch(() => undefined);
      await consumer.connect();
      await consumer.subscribe({ topics: [...this.task.topics], fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: 3,
        eachBatch: (payload) => this.eachBatch(payload, life),
      });
      await ended;
    } finally {
      end.abort();
      await this.dispose(consumer);
    }
  }

  private make(end: AbortSignal): Consumer {
    const { sessionMs, fetchWaitMs } = this.settings;
    return this.client.patient(end).consumer({
      groupId: this.task.groupId,
      partitionAssigners: assignersOf(this.task.kind),
      sessionTimeout: sessionMs,
      heartbeatInterval: Math.min(1_000, sessionMs / 3),
      rebalanceTimeout: 60_000,
      maxWaitTimeInMs: fetchWaitMs,
      maxBytesPerPartition: BYTES_AT_ONCE,
      allowAutoTopicCreation: false,
      // We restart it ourselves.
      retry: { restartOnFailure: () => Promise.resolve(false) },
    });
  }

  /** Ends when the consumer was told to; rejects when it crashed or stalled. */
  private watch(life: ConsumerLife, stop: AbortSignal): Promise<void> {
    const { consumer } = life;
    const sign = (): void => void (this.lastSign = Date.now());
    sign();
    return new Promise((resolve, reject) => {
      this.end = reject;
      const { stallMs } = this.settings;
      const timer = setInterval(
        () => {
          if (this.busy === 0 && Date.now() - this.lastSign > stallMs)
            reject(new Error(`It has not fetched for ${stallMs} ms.`));
        },
        Math.min(1_000, stallMs / 4),
      );
      life.signal.addEventListener('abort', () => clearInterval(timer), { once: true });
      stop.addEventListener('abort', () => resolve(), { once: true });
      if (stop.aborted) resolve();
      consumer.on(consumer.events.FETCH, sign);
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
      consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
        sign();
        this.state = 'running';
        this.lastError = undefined;
        this.task.assigned(flatten(payload.memberAssignment), life);
      });
    });
  }

  private async eachBatch(payload: EachBatchPayload, life: ConsumerLife): Promise<void> {
    // A failing heartbeat tells kafkajs itself, right after the batch, that the group moves on.
    const beat = setInterval(() => void payload.heartbeat().catch(() => undefined), BEAT_MS);
    this.busy += 1;
    try {
      await this.task.batch(payload, life);
    } finally {
      this.busy -= 1;
      this.lastSign = Date.now();
      clearInterval(beat);
    }
  }

  private async dispose(consumer: Consumer): Promise<void> {
    const gone = consumer.disconnect().catch((error: unknown) => {
      this.log.debug('the consumer could not be closed in order', { err: error });
    });
    const late = new AbortController();
    await Promise.race([gone, pause(DISCONNECT_MS, late.signal)]);
    late.abort();
  }
}

function flatten(assignment: Readonly<Record<string, number[]>>): TopicPartition[] {
  return Object.entries(assignment).flatMap(([topic, partitions]) =>
    partitions.map((partition) => ({ topic, partition })),
  );
}
