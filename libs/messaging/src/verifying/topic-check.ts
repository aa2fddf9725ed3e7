import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import { decodeRecord, topic, UndecodableError } from '#libs/contracts';
import { EventLog } from '#libs/event-store';
import { CheckRegistry, type CheckReport } from '#libs/platform';
import { TenantRegistry } from '#libs/tenancy';
import { pause } from '../common/pause.js';
import { type TopicMessage } from '../fetching/topic-message.js';
import { KafkaClient } from '../kafka/kafka-client.js';
import { LogWindow } from './log-window.js';
import { readPartition } from './read-partition.js';
import { ShippedLog, type ShippedRecord } from './shipped-log.js';

const PATIENCE_MS = 15_000;
const LOOK_MS = 100;
const ATTEMPTS = 6;
const REST_MS = 500;

/** Ends the reading: nothing after the first thing that is wrong is of use. */
class Wrong extends Error {}

/** Looks whether every event of the log is in the topic, at least once and in the order of the log. */
@Injectable()
export class TopicCheck implements OnModuleInit, BeforeApplicationShutdown {
  private readonly stopping = new AbortController();

  constructor(
    private readonly log: EventLog,
    private readonly tenants: TenantRegistry,
    private readonly client: KafkaClient,
    private readonly checks: CheckRegistry,
  ) {}

  onModuleInit(): void {
    this.checks.contribute('topics', (tenant) => this.check(tenant));
  }

  beforeApplicationShutdown(): void {
    this.stopping.abort();
  }

  /** Everything that was in the log when it began is looked for; the relay is given time to ship the last of it. */
  async check(tenant: string): Promise<CheckReport> {
    const { partition } = await this.tenants.get(tenant);
    const { position: head } = await this.log.head(tenant);
    if (head === 0) return { events: 0, wrong: null };
    const shipped = await this.shipped(tenant, head);
    if (shipped < head)
      return { events: 0, wrong: `the relay has shipped the log up to ${shipped}, and it has got to ${head}` };
    for (let attempt = 1; ; attempt += 1) {
      try {
        return { events: head, wrong: (await this.compare(tenant, partition, head)) ?? null };
      } catch (error) {
        // As right after a start of the broker, whose groups are still being loaded.
        if (!(error instanceof Error && 'retriable' in error && error.retriable) || attempt === ATTEMPTS) throw error;
        await pause(attempt * REST_MS, this.stopping.signal);
      }
    }
  }

  /** The first thing that is wrong in the topic; undefined if nothing is. */
  private async compare(tenant: string, partition: number, head: number): Promise<string | undefined> {
    const window = new LogWindow(this.log, tenant);
    const along = new ShippedLog(await this.log.epochs(tenant));
    const { signal } = this.stopping;
    const place = { topic: topic(this.log.service), partition };
    try {
      const take = async (messages: readonly TopicMessage[]): Promise<void> => {
        for (const record of recordsOf(this.log.service, tenant, messages)) {
          const wrong = along.take(record, await window.at(record.meta.position));
          if (wrong !== undefined) throw new Wrong(wrong);
        }
      };
      await readPartition(this.client.patient(signal), place, { take, signal });
    } catch (error) {
      if (error instanceof Wrong) return error.message;
      throw error;
    }
    return along.missing(head);
  }

  /** Where the relay has got to, when that is far enough or it takes too long. */
  private async shipped(tenant: string, head: number): Promise<number> {
    const late = AbortSignal.timeout(PATIENCE_MS);
    for (;;) {
      const { position } = await this.log.relayProgress(tenant);
      if (position >= head || late.aborted) return position;
      await pause(LOOK_MS, late);
    }
  }
}

/** The tenant's own, in their order; the key tells whose a record is, and `meta` must say the same. */
function* recordsOf(service: string, tenant: string, messages: readonly TopicMessage[]): Generator<ShippedRecord> {
  for (const message of messages) {
    if (!message.isOf(tenant)) continue;
    const offset = String(message.offset);
    try {
      const { meta, bodyBytes } = decodeRecord(service, message.value);
      if (meta.tenant !== tenant) throw new Wrong(`the record at offset ${offset} is one of tenant ${meta.tenant}`);
      yield { offset, meta, body: bodyBytes };
    } catch (error) {
      if (!(error instanceof UndecodableError)) throw error;
      throw new Wrong(`the record at offset ${offset} cannot be read: ${error.message}`);
    }
  }
}
