import { Injectable, Logger } from '@nestjs/common';
import { topic } from '#libs/contracts';
import { EventLog } from '#libs/event-store';
import { TenantRegistry } from '#libs/tenancy';
import { CursorStore } from '../consuming/cursor-store.js';
import { RelayBook } from '../relay/relay-book.js';
import { TopicEndsReader } from './topic-ends.js';

/**
 * Looks whether the topic still has what was shipped to it: the partition must not end before the offset that the broker
 * gave to the last event of a log. If it does, the topic was made anew or cut off, and the whole log is shipped again;
 * readers drop what they have.
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

  /** @returns a sentence for each tenant whose records are gone */
  async look(): Promise<string[]> {
    const shipped: { tenant: string; partition: number; offset: bigint }[] = [];
    for (const tenant of this.book.shippedHere) {
      const { offset } = await this.eventLog.relayProgress(tenant).catch(() => ({ offset: -1 }));
      const partition = (await this.tenants.find(tenant))?.partition;
      if (offset >= 0 && partition !== undefined) shipped.push({ tenant, partition, offset: BigInt(offset) });
    }
    if (shipped.length === 0) return [];
    // Asked for after the offsets were read: what was shipped meanwhile only moves the ends further.
    const partitions = (await this.ends.read([this.topic])).get(this.topic);
    const found: string[] = [];
    for (const { tenant, partition, offset } of shipped) {
      const high = partitions?.get(partition)?.high ?? 0n;
      if (offset < high) continue;
      await this.store.askReship(tenant, this.eventLog.service, 1, `${this.eventLog.service}/topic-watch`);
      found.push(
        `${this.topic}/${partition} ends at ${high}, and the log of ${tenant} was shipped up to ${offset}: the topic was made anew or cut off. All of the log is shipped again.`,
      );
    }
    for (const sentence of found) this.log.warn(sentence);
    return found;
  }
}
