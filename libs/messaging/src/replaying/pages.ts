import { decodeRecord, UndecodableError } from '#libs/contracts';
import { type EventLog, type RawEvent } from '#libs/event-store';
import { logRecords } from '../consuming/log-records.js';
import { type LogRecord } from '../consuming/tenant-batch.js';
import { type TopicMessage } from '../fetching/topic-message.js';
import { type PartitionReader } from './partition-reader.js';

/** One tenant's log, page by page, from wherever it is read. */
export interface Pages {
  /** What comes next; none at the end, for now. */
  next(): Promise<readonly LogRecord[]>;
  close(): Promise<void>;
}

/**
 * As many as are folded at a stretch. What is read and decoded is garbage soon, and costs the less the sooner it is: with
 * four times as many, a rebuild from the log takes half as much again of a processor.
 */
const AT_ONCE = 500;
const READ_BYTES = 8 * 1024 * 1024;

/** A service's own log from PostgreSQL; the next page is read while one is worked off. */
export class LogPages implements Pages {
  private ahead: Promise<readonly RawEvent[]> | undefined;

  /** @param at the position behind which reading begins */
  constructor(
    private readonly log: EventLog,
    private readonly tenant: string,
    private at: number,
  ) {}

  async next(): Promise<readonly LogRecord[]> {
    const reading = this.ahead ?? this.read();
    this.ahead = undefined;
    const events = await reading;
    this.at = events.at(-1)?.position ?? this.at;
    if (events.length === AT_ONCE) {
      this.ahead = this.read();
      // Whoever asks next is told; perhaps nobody does.
      this.ahead.catch(() => undefined);
    }
    return logRecords(this.log.service, events);
  }

  async close(): Promise<void> {
    await this.ahead?.catch(() => undefined);
  }

  private read(): Promise<readonly RawEvent[]> {
    return this.log.readRaw(this.tenant, this.at, { maxEvents: AT_ONCE, maxBytes: READ_BYTES });
  }
}

/** A log from its topic: the records of one tenant out of its partition. */
export class TopicPages implements Pages {
  /** What was fetched and not given out. */
  private fetched: readonly TopicMessage[] = [];

  constructor(
    private readonly reader: PartitionReader,
    private readonly service: string,
    private readonly tenant: string,
    /** How long records are waited for at the end of the partition, in milliseconds. */
    private readonly patienceMs: number,
  ) {}

  async next(): Promise<readonly LogRecord[]> {
    for (;;) {
      if (this.fetched.length === 0) this.fetched = await this.reader.next(this.patienceMs);
      if (this.fetched.length === 0) return [];
      const records = recordsOf(this.service, this.tenant, this.fetched.slice(0, AT_ONCE));
      this.fetched = this.fetched.slice(AT_ONCE);
      if (records.length > 0) return records;
    }
  }

  close(): Promise<void> {
    return this.reader.close();
  }
}

/** The tenant's own, in their order. What is no event of ours shows as a gap in the positions, if it was one. */
function recordsOf(service: string, tenant: string, messages: readonly TopicMessage[]): LogRecord[] {
  const records: LogRecord[] = [];
  for (const message of messages) {
    if (!message.isOf(tenant)) continue;
    try {
      const record = decodeRecord(service, message.value);
      if (record.meta.tenant === tenant) records.push(record);
    } catch (error) {
      if (!(error instanceof UndecodableError)) throw error;
    }
  }
  return records;
}
