import { Inject, Injectable } from '@nestjs/common';
import { topic } from '#libs/contracts';
import { EventLog, type RawEvent } from '#libs/event-store';
import { faultPoint } from '#libs/platform';
import { TenantRegistry } from '#libs/tenancy';
import { MESSAGING_SETTINGS, type MessagingSettings } from '../settings.js';
import { cutByBytes, recordOf, type OutgoingRecord } from './requests.js';
import { SchemaIds } from './schema-ids.js';
import { TopicProducer } from './topic-producer.js';

/** kafkajs copies all messages of a request for each of them, so more of them cost more each. */
const MAX_EVENTS = 1_000;

interface Placed extends OutgoingRecord {
  readonly position: number;
}

/** What has been shipped of a log. */
export interface Shipped {
  /** The position up to which the broker has the log. */
  readonly position: number;
  readonly events: number;
  readonly requests: number;
  /** Whether the log took note of it. If not, its progress is elsewhere than was thought, and is to be read again. */
  readonly noted: boolean;
}

/** Ships the next part of one tenant's log: reads it, frames it, sends it, and notes how far the broker has it. */
@Injectable()
export class Shipment {
  constructor(
    private readonly eventLog: EventLog,
    private readonly tenants: TenantRegistry,
    private readonly ids: SchemaIds,
    private readonly producer: TopicProducer,
    @Inject(MESSAGING_SETTINGS) private readonly settings: Pick<MessagingSettings, 'requestBytes'>,
  ) {}

  /** How long the broker is left alone; 0 for not at all. Milliseconds. */
  get restMs(): number {
    return this.producer.restMs;
  }

  close(): Promise<void> {
    return this.producer.close();
  }

  /**
   * @param after the position up to which the log is shipped
   * @param epoch of the log, as read before: if another one has opened since, what is sent here does not count
   * @throws Error when the broker did not confirm; then a part of it may have been shipped and noted
   */
  async next(tenant: string, after: number, epoch: number): Promise<Shipped> {
    const events = await this.eventLog.readRaw(tenant, after, {
      maxEvents: MAX_EVENTS,
      maxBytes: this.settings.requestBytes,
    });
    assertContiguous(events, after);
    const { partition } = await this.tenants.get(tenant);
    const requests = cutByBytes(await this.framed(tenant, events), this.settings.requestBytes);
    const shipped = { position: after, events: 0, requests: 0, noted: true };
    for (const request of requests) {
      shipped.noted = await this.ship(tenant, partition, request, epoch);
      if (!shipped.noted) break;
      shipped.position = request.at(-1)?.position ?? after;
      shipped.events += request.length;
      shipped.requests += 1;
    }
    return shipped;
  }

  private async framed(tenant: string, events: readonly RawEvent[]): Promise<Placed[]> {
    const records: Placed[] = [];
    for (const event of events) {
      const id = await this.ids.of(tenant, event.event, event.schemaVersion);
      records.push({ ...recordOf(event, id), position: event.position });
    }
    return records;
  }

  /** @returns whether it was noted */
  private async ship(tenant: string, partition: number, request: readonly Placed[], epoch: number): Promise<boolean> {
    await faultPoint('relay.before-send');
    const offset = await this.producer.send(topic(this.eventLog.service), partition, request);
    await faultPoint('relay.after-ack');
    const [position, last] = [request.at(-1)?.position ?? 0, Number(offset) + request.length - 1];
    return await this.eventLog.relayAdvance(tenant, { epoch, position, offset: last });
  }
}

/** A log has no gaps. Were there one all the same, shipping over it would hide it from all who read the topic. */
function assertContiguous(events: readonly RawEvent[], after: number): void {
  for (const [index, { position }] of events.entries()) {
    if (position !== after + 1 + index)
      throw new Error(`The log has position ${position} where ${after + 1 + index} should be.`);
  }
}
