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
import { TopicAlarms } from './topic-alarms.js';
import { TopicEndsReader } from './topic-ends.js';

/** How often is looked, within the time in which trouble has to be noticed. */
const LOOKS = 4;

/** What is looked at: where topics end, who reads them, and, in a service with a log, who writes one. */
@Injectable()
export class WatchParts {
  constructor(
    private readonly ends: TopicEndsReader,
    private readonly topics: TopicHealth,
    private readonly readers: ReaderWatch,
    @Optional() private readonly shipped?: ShippedWatch,
  ) {}

  /** @returns a sentence for each trouble @throws while the broker or the control database is away */
  async look(): Promise<string[]> {
    const wanted = [...new Set([...this.readers.topics, ...(this.shipped ? [this.shipped.topic] : [])])];
    if (wanted.length === 0) return [];
    const places = this.readers.places();
    const found = await this.ends.read(wanted);
    const gone = wanted.filter((topic) => !found.has(topic));
    if (gone.length > 0) await this.topics.ensure(gone);
    return [
      ...gone.map((topic) => `Topic ${topic} was gone; it was made anew.`),
      ...(await this.readers.look(places, found)),
      ...((await this.shipped?.look()) ?? []),
    ];
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
    const every = this.settings.watchMs / LOOKS;
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
      const before = this.troubles;
      this.troubles = await this.parts.look();
      this.counted.inc(this.troubles.length);
      // What is seen again is the same trouble still.
      await this.alarms.raise(this.troubles.filter((trouble) => !before.includes(trouble)));
    } catch (error) {
      this.log.debug('the topics cannot be looked at', { err: error });
    }
  }
}
