import { Injectable, Logger } from '@nestjs/common';
import { topic } from '#libs/contracts';
import { EventLog } from '#libs/event-store';
import { TenantRegistry } from '#libs/tenancy';
import { CursorStore } from '../consuming/cursor-store.js';
import { RelayBook } from '../relay/relay-book.js';
import { TopicEndsReader } from './topic-ends.js';
import { type Looked, type TopicTrouble } from './topic-trouble.js';

/**
 * Looks whether the topic still has what was shipped to it: the partition must not end before the offset that the broker
 * gave to the last event of a log. If it does, the topic was made anew or cut off, and the whole log is shipped again;
 * readers drop what they have. Where more was shipped before anybody looked, the log itself has noticed (`relay_advance`).
 */
@Injectable()
export class ShippedWatch {
  private readonly log = new Logger('TopicWatch');

  constructor(
    private readonly eventLog: EventLog,
    private readonly tenants: TenantRegistry,
    private readonly ends: TopicEndsReader,
    private readonly store: CursorStore,
    private readonly book: RelayBook,
  ) {}

  /** The topic that is written. */
  get topic(): string {
    return topic(this.eventLog.service);
  }

  /** Looks after the logs that are shipped here; one whose records are gone is in trouble. */
  async look(): Promise<Looked> {
    const shipped: { tenant: string; partition: number; offset: bigint }[] = [];
    for (const tenant of this.book.shippedHere) {
      const { offset } = await this.eventLog.relayProgress(tenant).catch(() => ({ offset: -1 }));
      const partition = (await this.tenants.find(tenant))?.partition;
      if (offset >= 0 && partition !== undefined) shipped.push({ tenant, partition, offset: BigInt(offset) });
    }
    if (shipped.length === 0) return { subjects: [], troubles: [] };
    // Asked for after the offsets were read: what was shipped meanwhile only moves the ends further.
    const partitions = (await this.ends.read([this.topic])).get(this.topic);
    const anew = new Set(this.book.takeAnew());
    const troubles: TopicTrouble[] = [];
    const subjectOf = ({ tenant, partition }: (typeof shipped)[number]) => `${this.topic}/${partition} of ${tenant}`;
    for (const log of shipped) {
      const { tenant, partition, offset } = log;
      const high = partitions?.get(partition)?.high ?? 0n;
      const isShort = offset >= high;
      if (!isShort && !anew.has(tenant)) continue;
      if (isShort) await this.store.askReship(tenant, this.eventLog.service, 1, `${this.eventLog.service}/topic-watch`);
      const seen = isShort
        ? `ends at ${high}, and the log of ${tenant} was shipped up to ${offset}`
        : `gave an event of ${tenant} a place that it had given before`;
      const reason = `${this.topic}/${partition} ${seen}: the topic was made anew or cut off. All of the log is shipped again.`;
      this.log.warn(reason);
      troubles.push({ subject: subjectOf(log), reason });
    }
    return { subjects: shipped.map(subjectOf), troubles };
  }
}
