import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { topic } from '#libs/contracts';
import { SERVICE_CONFIG, type ServiceConfig } from '#libs/platform';
import { KafkaClient } from '../kafka/kafka-client.js';
import { SupervisedConsumer } from '../kafka/supervised-consumer.js';
import { TopicHealth } from '../kafka/topic-health.js';
import { BehindReader } from './behind-reader.js';
import { MainReader } from './main-reader.js';
import { CONSUMER_GROUP } from '../settings.js';
import { ReadingTools } from './reading-tools.js';
import { type RewoundLane, type Subscriptions } from './subscriptions.js';

const SETTLE_MS = 100;
/** A consumer that is well asks the broker several times a second. */
const SILENCE_MS = 5_000;

/**
 * Brings the logs of other services to this service's subscribers, from the topics.
 *
 * Why two readers: a topic's partition holds the logs of many tenants, and one of them that is in trouble must not hold
 * up the others. The *main reader* is the member of the group `aviary.<service>` which all instances of the service share;
 * Kafka gives each of them some partitions. The *behind reader* feeds, for the partitions of this process, whom the main
 * reader had to leave behind. `HandOver` says who reads for whom, `Lane` sees to it that each event counts once, and
 * `MainReader` keeps the cursors.
 *
 * Instances of another release may have subscribers that these do not know, and the other way round: each such kind of
 * member has all partitions (`eachKindAll`), and a mark says for each subscriber how far it was read for.
 *
 * Modes: idle (no subscriber reads another service's log), running, stopped. The topics follow from the subscribers; when
 * they change, the group is left and joined anew.
 *
 * Trade-offs: offsets are committed to Kafka only so that its own tools show how far the group is; nothing here trusts
 * them. A batch is at an end when the slowest tenant in it is, or its patience is, so latency under trouble is bounded by
 * `patienceMs`.
 */
@Injectable()
export class TopicConsumer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly main: MainReader;
  private readonly log = new Logger('TopicConsumer');
  private readonly behind: BehindReader;
  private consumer: SupervisedConsumer | undefined;
  private topics: readonly string[] = [];
  private change: Promise<void> = Promise.resolve();
  private settling: NodeJS.Timeout | undefined;
  private readonly unlisten: (() => void)[] = [];

  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: Pick<ServiceConfig, 'service'>,
    private readonly client: KafkaClient,
    private readonly tools: ReadingTools,
    private readonly health: TopicHealth,
    @Inject(CONSUMER_GROUP) readonly group: string,
  ) {
    this.main = new MainReader(group, tools, () => this.behind.wake());
    this.behind = new BehindReader(group, client, this.main, tools);
  }

  /** The state of the consumer as a whole, and why it is not running if it is not. */
  get state(): { readonly state: string; readonly lastError?: string | undefined } {
    if (!this.consumer) return { state: 'idle' };
    if (this.consumer.silentFor(SILENCE_MS))
      return { state: 'waiting', lastError: 'The broker has not answered for a while.' };
    return { state: this.consumer.state, lastError: this.consumer.lastError };
  }

  /** Who reads which log. */
  get subscriptions(): Subscriptions {
    return this.tools.subscriptions;
  }

  /** Has the consumer thrown away and made anew: somebody has seen that it does not go on. */
  renew(reason: string): void {
    this.consumer?.renew(reason);
  }

  onApplicationBootstrap(): void {
    this.start();
  }

  /** Begins to read; subscribers may be added before and after. */
  start(): void {
    const { subscriptions } = this.tools;
    if (this.unlisten.length === 0)
      this.unlisten.push(
        subscriptions.onChange(() => this.resubscribeSoon()),
        subscriptions.onRewound((lane) => void this.callFor(lane)),
      );
    this.resubscribeSoon();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.stop();
  }

  /** Leaves the group in order: the batches in progress are ended first. */
  async stop(): Promise<void> {
    for (const stop of this.unlisten.splice(0)) stop();
    clearTimeout(this.settling);
    await this.change;
    await Promise.all([this.consumer?.stop(), this.behind.stop()]);
    this.consumer = undefined;
    this.main.clear();
  }

  /**
   * A view that goes back does so in all its logs, and whoever reads the others of them, be it another instance, cannot
   * know until something comes. So the last event of each is asked for: with it the reader looks where the view is.
   */
  private async callFor({ name, source, tenant }: RewoundLane): Promise<void> {
    const { subscriptions, store, batches } = this.tools;
    const sources = subscriptions.sources.filter((each) => each !== source && each !== this.config.service);
    for (const other of sources.filter((each) => subscriptions.ofSource(each).some((one) => one.name === name)))
      try {
        const head = await batches.head(tenant, other);
        if (head > 0) await store.askReship(tenant, other, head, `${this.group}/${name}`);
      } catch (error) {
        this.log.warn(`the log of ${other} of ${tenant} could not be asked for`, { err: error });
      }
  }

  private resubscribeSoon(): void {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => {
      this.change = this.change
        .then(() => this.resubscribe())
        .catch((error: unknown) => this.log.error('the topics could not be changed', { err: error }));
    }, SETTLE_MS);
  }

  private async resubscribe(): Promise<void> {
    await Promise.all([this.consumer?.stop(), this.behind.stop()]);
    this.main.clear();
    const sources = this.tools.subscriptions.sources.filter((source) => source !== this.config.service);
    this.topics = sources.map(topic);
    this.consumer = undefined;
    if (this.topics.length === 0 || this.unlisten.length === 0) return;
    this.consumer = new SupervisedConsumer(
      this.client,
      {
        groupId: this.group,
        topics: this.topics,
        kind: this.tools.subscriptions.fingerprint(sources),
        prepare: () => this.health.ensure(this.topics),
        assigned: (partitions, life) => this.main.assigned(partitions, life),
        batch: (payload, life) => this.main.batch(payload, life),
      },
      this.tools.settings,
    );
    this.consumer.start();
    this.behind.wake();
  }
}
