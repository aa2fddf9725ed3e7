import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { topic } from '#libs/contracts';
import { EventLog } from '#libs/event-store';
import { TenantRegistry } from '#libs/tenancy';
import { type TopicMessage } from '../fetching/topic-message.js';
import { KafkaClient } from '../kafka/kafka-client.js';
import { LogWindow } from '../verifying/log-window.js';
import { readPartition } from '../verifying/read-partition.js';
import { type Difference, FirstDifference } from './first-difference.js';
import { tenantMetas } from './tenant-metas.js';

/** What a comparison of a log with its topic has brought. */
export interface Compared {
  /** The highest epoch that was seen in the topic; 0 for none. */
  readonly seen: number;
  /** Undefined where every record is in the log, or void by right. */
  readonly difference: Difference | undefined;
  /** The first offset of the partition that was not looked at. */
  readonly upto: bigint;
}

/** Looks whether the log has all that is in its topic. It writes nothing. */
@Injectable()
export class LogComparison implements BeforeApplicationShutdown {
  private readonly stopping = new AbortController();

  constructor(
    private readonly log: EventLog,
    private readonly tenants: TenantRegistry,
    private readonly client: KafkaClient,
  ) {}

  beforeApplicationShutdown(): void {
    this.stopping.abort();
  }

  /**
   * @param from the first offset to read: all before it is known to be as in the log
   * @throws Error while the broker is away; DomainError of kind `unavailable` while the database is
   */
  async compare(tenant: string, from: bigint): Promise<Compared> {
    const { service } = this.log;
    const { partition } = await this.tenants.get(tenant);
    const along = new FirstDifference(await this.log.epochs(tenant));
    const window = new LogWindow(this.log, tenant);
    const take = async (messages: readonly TopicMessage[]): Promise<void> => {
      for (const meta of tenantMetas(service, tenant, messages))
        if (along.concerns(meta)) along.take(meta, await window.at(meta.position));
    };
    const { signal } = this.stopping;
    const place = { topic: topic(service), partition };
    const upto = await readPartition(this.client.patient(signal), place, { take, signal, from });
    return { seen: along.seen, difference: along.found, upto };
  }
}
