import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { topic } from '#libs/contracts';
import { TenantRegistry } from '#libs/tenancy';
import { type TopicMessage } from '../fetching/topic-message.js';
import { KafkaClient } from '../kafka/kafka-client.js';
import { readPartition } from '../verifying/read-partition.js';
import { EpochBook } from './epoch-book.js';
import { isVoid } from './epochs.js';
import { tenantMetas } from './tenant-metas.js';

/**
 * Tells which causes do not stand: events of another service's log that were answered to, and are void since that log was
 * put back. What followed from them stays where it was recorded, so somebody has to be told of it.
 */
@Injectable()
export class VoidCauses implements BeforeApplicationShutdown {
  private readonly stopping = new AbortController();

  constructor(
    private readonly tenants: TenantRegistry,
    private readonly client: KafkaClient,
    private readonly epochs: EpochBook,
  ) {}

  beforeApplicationShutdown(): void {
    this.stopping.abort();
  }

  /**
   * Of these events, by id, those that the log of a source does not hold. Where that log has known one epoch only, nothing can
   * be void, and nothing is read; otherwise all of its topic is.
   *
   * @throws Error while the broker is away; DomainError of kind `unavailable` while the database is
   */
  async among(tenant: string, source: string, ids: Iterable<string>): Promise<ReadonlySet<string>> {
    const epochs = await this.epochs.ofLog(tenant, source, 0);
    if (epochs.length < 2) return new Set();
    const { partition } = await this.tenants.get(tenant);
    const left = new Set(ids);
    const take = (messages: readonly TopicMessage[]): Promise<void> => {
      for (const meta of tenantMetas(source, tenant, messages)) if (!isVoid(epochs, meta)) left.delete(meta.eventId);
      return Promise.resolve();
    };
    const { signal } = this.stopping;
    await readPartition(this.client.patient(signal), { topic: topic(source), partition }, { take, signal });
    return left;
  }
}
