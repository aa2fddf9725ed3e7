import { Injectable, Logger } from '@nestjs/common';
import { HealthRegistry } from '#libs/platform';
import { KafkaClient } from './kafka-client.js';
import { ensureTopics } from './topics.js';

/** Sees to it that topics are there before they are used, and reports those that are not as they must be. */
@Injectable()
export class TopicHealth {
  private readonly log = new Logger('Topics');
  private readonly trouble = new Map<string, readonly string[]>();

  constructor(
    private readonly client: KafkaClient,
    health: HealthRegistry,
  ) {
    health.register('topics', () => {
      const reasons = [...new Set([...this.trouble.values()].flat())];
      return Promise.resolve(reasons.length === 0 ? { state: 'ok' } : { state: 'degraded', reason: reasons.join(' ') });
    });
  }

  /** @throws while the broker is away */
  async ensure(topics: readonly string[]): Promise<void> {
    const found = await this.client.withAdmin((admin) => ensureTopics(admin, topics));
    this.trouble.set(topics.join(), found);
    for (const sentence of found) this.log.warn(sentence);
  }
}
