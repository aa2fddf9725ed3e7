import { Injectable, Logger } from '@nestjs/common';
import { serviceOfTopic } from '#libs/contracts';
import { HealthRegistry } from '#libs/platform';
import { CursorStore } from '../consuming/cursor-store.js';
import { KafkaClient } from './kafka-client.js';
import { ensureTopics } from './topics.js';

/**
 * Sees to it that topics are there before they are used, and reports those that are not as they must be. Of one that is not there,
 * all logs are shipped again: somebody may have deleted it, and once it is there and grows, nobody can tell any more.
 */
@Injectable()
export class TopicHealth {
  private readonly log = new Logger('Topics');
  private readonly trouble = new Map<string, readonly string[]>();

  constructor(
    private readonly client: KafkaClient,
    private readonly store: CursorStore,
    health: HealthRegistry,
  ) {
    health.register('topics', () => {
      const reasons = [...new Set([...this.trouble.values()].flat())];
      return Promise.resolve(reasons.length === 0 ? { state: 'ok' } : { state: 'degraded', reason: reasons.join(' ') });
    });
  }

  /** @throws while the broker is away; while the control database is, if one is missing */
  async ensure(topics: readonly string[]): Promise<void> {
    const making = async (missing: readonly string[]): Promise<void> => {
      for (const service of missing.map(serviceOfTopic)) if (service) await this.store.askReshipOfAll(service);
    };
    const found = await this.client.withAdmin((admin) => ensureTopics(admin, topics, making));
    this.trouble.set(topics.join(), found);
    for (const sentence of found) this.log.warn(sentence);
  }
}
