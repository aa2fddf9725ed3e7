import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  Optional,
} from '@nestjs/common';
import { HealthRegistry, Metrics } from '#libs/platform';
import { TopicHealth } from '../kafka/topic-health.js';
import { MESSAGING_SETTINGS, type MessagingSettings } from '../settings.js';
import { ReaderWatch } from './reader-watch.js';
import { ShippedWatch } from './shipped-watch.js';
import { LOOKS_WELL, TopicAlarms } from './topic-alarms.js';
import { TopicEndsReader } from './topic-ends.js';
import { type Looked } from './topic-trouble.js';

/** What is looked at: where topics end, who reads them, and, in a service with a log, who writes one. */
@Injectable()
export class WatchParts {
  constructor(
    private readonly ends: TopicEndsReader,
    private readonly topics: TopicHealth,
    private readonly readers: ReaderWatch,
    @Optional() private readonly shipped?: ShippedWatch,
  ) {}

  /** @throws while the broker or the control database is away */
  async look(): Promise<Looked> {
    const wanted = [...new Set([...this.readers.topics, ...(this.shipped ? [this.shipped.topic] : [])])];
    if (wanted.length === 0) return { subjects: [], troubles: [] };
    const places = this.readers.places();
    const found = await this.ends.read(wanted);
    const gone = wanted.filter((topic) => !found.has(topic));
    if (gone.length > 0) await this.topics.ensure(gone);
    const looks = [await this.readers.look(places, found), ...(this.shipped ? [await this.shipped.look()] : [])];
    return {
      subjects: [...wanted, ...looks.flatMap((look) => look.subjects)],
      troubles: [
        ...gone.map((topic) => ({ subject: topic, reason: `Topic ${topic} was gone; it was made anew.` })),
        ...looks.flatMap(({ troubles }) => troubles),
      ],
    };
  }
}

/**
 * Notices when topics are not what those who write and read them take them for, or when reading does not go on, within the
 * time that `AVIARY_WATCH_SECONDS` says; mends what can be mended safely, and tells of it (health part `topic watch`, measurement,
 * alarm, log). While the broker is away there is nothing to be seen, which others report.
 */
@Injectable()
export class TopicWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('TopicWatch');
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  private troubles: readonly string[] = [];
  private readonly counted;

  constructor(
    private readonly parts: WatchParts,
    private readonly alarms: TopicAlarms,
    @Inject(MESSAGING_SETTINGS) private readonly settings: Pick<MessagingSettings, 'watchMs'>,
    health: HealthRegistry,
    metrics: Metrics,
  ) {
    this.counted = metrics.counter(
      'aviary_topic_troubles_total',
      'Troubles with topics and their reading that were noticed.',
    );
    health.register('topic watch', () =>
      Promise.resolve(
        this.troubles.length === 0 ? { state: 'ok' } : { state: 'degraded', reason: this.troubles.join(' ') },
      ),
    );
  }

  onApplicationBootstrap(): void {
    // What is well for as long as trouble may go unnoticed, is well.
    const every = this.settings.watchMs / LOOKS_WELL;
    const look = async (): Promise<void> => {
      this.looking = this.look();
      await this.looking;
      if (this.timer) this.timer = setTimeout(() => void look(), every).unref();
    };
    this.timer = setTimeout(() => void look(), every).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.looking;
  }

  private async look(): Promise<void> {
    try {
      const looked = await this.parts.look();
      this.troubles = looked.troubles.map(({ reason }) => reason);
      this.counted.inc(this.troubles.length);
      await this.alarms.tell(looked);
    } catch (error) {
      this.log.debug('the topics cannot be looked at', { err: error });
    }
  }
}
