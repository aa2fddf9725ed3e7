import { Injectable } from '@nestjs/common';
import { Sealing } from '#libs/event-store';
import { EpochBook } from '../epochs/epoch-book.js';
import { type LogRecord, TenantBatch } from './tenant-batch.js';

/** Makes batches of what has come of a tenant's log, with all that is needed to read them. */
@Injectable()
export class TenantBatches {
  constructor(
    private readonly sealing: Sealing,
    private readonly book: EpochBook,
  ) {}

  /** Of what came from the log's topic. */
  fromTopic(tenant: string, source: string, records: readonly LogRecord[]): TenantBatch {
    return this.batch(tenant, source, records, (newest) => this.book.ofTopic(tenant, source, newest));
  }

  /** Of what was read from the log itself. */
  fromLog(tenant: string, source: string, records: readonly LogRecord[]): TenantBatch {
    return this.batch(tenant, source, records, (newest) => this.book.ofLog(tenant, source, newest));
  }

  /** Where a log ends, as far as is known; 0 where the service has none. @param wanted a position that is asked about */
  head(tenant: string, source: string, wanted?: number): Promise<number> {
    return this.book.head(tenant, source, wanted);
  }

  private batch(
    tenant: string,
    source: string,
    records: readonly LogRecord[],
    epochs: (newest: number) => ReturnType<EpochBook['ofLog']>,
  ): TenantBatch {
    const newest = records.reduce((most, { meta }) => Math.max(most, meta.epoch), 0);
    return new TenantBatch(
      records,
      (events) => this.sealing.unsealEach(tenant, source, events),
      () => epochs(newest),
    );
  }
}
