import { Injectable, Logger } from '@nestjs/common';
import { EventLog } from '#libs/event-store';
import { type Visit } from '../common/tenant-rounds.js';
import { LogCustody } from '../epochs/log-custody.js';
import { RelayBook } from './relay-book.js';
import { ReshipRequests } from './reship-requests.js';
import { Shipment } from './shipment.js';

/** Parts of a log shipped in one visit, before the others get their turn. */
const PARTS_PER_VISIT = 8;
/** How long to leave a log to the instance that has its lease. */
const ELSEWHERE_MS = 1_000;

/** The part of the relay that sees to one tenant's log, one visit at a time. See `Relay`. */
@Injectable()
export class TenantRelay {
  private readonly log = new Logger('Relay');
  /** By tenant: from which position on somebody misses the log. */
  private asked: ReadonlyMap<string, number> = new Map();

  constructor(
    private readonly eventLog: EventLog,
    private readonly custody: LogCustody,
    private readonly reships: ReshipRequests,
    private readonly shipment: Shipment,
    private readonly book: RelayBook,
  ) {}

  /** Reads what consumers ask for. @returns the tenants concerned */
  async readRequests(): Promise<string[]> {
    this.asked = await this.reships.open(this.eventLog.service);
    return [...this.asked.keys()];
  }

  /** Ships what is to be shipped of the tenant's log, or a good part of it. */
  async visit(tenant: string): Promise<Visit> {
    if (this.shipment.restMs > 0) return { restMs: this.shipment.restMs };
    const head = await this.eventLog.head(tenant);
    const progress = await this.eventLog.relayProgress(tenant);
    let { position } = progress;
    const asked = this.asked.get(tenant);
    const compared = this.custody.isCompared(tenant, head, progress);
    if (compared && position >= head.position && asked === undefined) {
      this.book.saw(tenant, head, position, 'idle');
      await this.custody.witness(tenant, head);
      return 'idle';
    }
    if (!(await this.custody.hold(tenant))) {
      this.book.saw(tenant, head, position, 'elsewhere');
      return { restMs: ELSEWHERE_MS };
    }
    if (!compared) {
      await this.custody.compare(tenant, head, progress);
      return 'more';
    }
    if (asked !== undefined) position = await this.rewind(tenant, asked, position);
    this.book.saw(tenant, head, position, 'shipping');
    for (let part = 0; part < PARTS_PER_VISIT && position < head.position; part += 1) {
      const shipped = await this.shipment.next(tenant, position, head.epoch);
      this.book.shipped(tenant, shipped);
      // Another instance was faster, an epoch has opened, or the topic is another one: the log says where to go on.
      if (!shipped.noted) {
        if ((await this.eventLog.relayProgress(tenant)).position < position) this.book.foundAnew(tenant);
        return 'more';
      }
      position = shipped.position;
    }
    if (position < head.position) return 'more';
    this.book.saw(tenant, head, position, 'idle');
    await this.custody.witness(tenant, head);
    return 'done';
  }

  failed(tenant: string, error: unknown): void {
    const news = this.book.failed(tenant, error);
    this.log[news ? 'warn' : 'debug'](`the log of ${tenant} could not be shipped`, { tenant, err: error });
  }

  /** Ends what is open; nothing is under way any more. */
  async close(): Promise<void> {
    await Promise.all([this.custody.release(), this.shipment.close()]);
  }

  private async rewind(tenant: string, from: number, position: number): Promise<number> {
    this.log.warn(`the log of ${tenant} is shipped again from position ${from}`, { tenant });
    await this.eventLog.relayRewind(tenant, from - 1);
    await this.reships.close(this.eventLog.service, tenant, from);
    const rest = new Map(this.asked);
    rest.delete(tenant);
    this.asked = rest;
    return Math.min(position, from - 1);
  }
}
