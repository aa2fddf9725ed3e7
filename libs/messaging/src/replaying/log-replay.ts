import { Injectable, Optional } from '@nestjs/common';
import { topic } from '#libs/contracts';
import { EventLog } from '#libs/event-store';
import { Lane } from '../consuming/lane.js';
import { ReadingTools } from '../consuming/reading-tools.js';
import { type Subscriber } from '../consuming/subscriber.js';
import { KafkaClient } from '../kafka/kafka-client.js';
import { LogPages, TopicPages } from './pages.js';
import { PartitionReader } from './partition-reader.js';
import { Replay, type ReplaySource } from './replay.js';

/** Where a log is read from: the log itself, or its topic. */
export type ReplayOrigin = 'log' | 'kafka';

const SILENT = { moved: (): void => undefined };

/** Opens logs for who reads them once more, beside all that is read live. */
@Injectable()
export class LogReplay {
  constructor(
    private readonly client: KafkaClient,
    private readonly tools: ReadingTools,
    @Optional() private readonly log?: EventLog,
  ) {}

  /**
   * @param subscriber of whose checkpoint it is read on; it is not among the `Subscriptions`
   * @param origin of the service's own log; a log of another service is read from its topic in any case. From the topic the
   *   own log is read as far as it was shipped, and the rest from itself
   * @param signal ends it
   */
  open(tenant: string, subscriber: Subscriber, origin: ReplayOrigin, signal: AbortSignal): Replay {
    const lane = new Lane(subscriber, tenant, SILENT);
    const { source } = subscriber;
    const own = this.log?.service === source ? [this.fromLog(tenant, this.log, lane)] : [];
    const sources = origin === 'log' && own.length > 0 ? own : [this.fromTopic(tenant, source, signal), ...own];
    let askedAt = Number.NEGATIVE_INFINITY;
    return new Replay(lane, sources, async (from) => {
      if (performance.now() - askedAt < this.tools.settings.reshipMs) return;
      askedAt = performance.now();
      await this.tools.store.askReship(tenant, source, from, subscriber.name);
    });
  }

  private fromLog(tenant: string, log: EventLog, lane: Lane): ReplaySource {
    return {
      best: true,
      open: async () => new LogPages(log, tenant, (await lane.locate()).position),
      batch: (records) => this.tools.batches.fromLog(tenant, log.service, records),
    };
  }

  private fromTopic(tenant: string, source: string, signal: AbortSignal): ReplaySource {
    const { tenants, batches, settings } = this.tools;
    return {
      best: false,
      open: async () => {
        const { partition } = await tenants.get(tenant);
        const place = { topic: topic(source), partition };
        const reader = await PartitionReader.open(this.client.patient(signal), place, { signal });
        return new TopicPages(reader, source, tenant, settings.fetchWaitMs);
      },
      batch: (records) => batches.fromTopic(tenant, source, records),
    };
  }
}
