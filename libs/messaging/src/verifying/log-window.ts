import { type EventLog, type RawEvent } from '#libs/event-store';

const EVENTS = 2_000;
const BYTES = 8 * 1024 * 1024;

/** Looks events up by position, for who goes along a log: it reads large pieces, and keeps the last one. */
export class LogWindow {
  private events: readonly RawEvent[] = [];

  constructor(
    private readonly log: Pick<EventLog, 'readRaw'>,
    private readonly tenant: string,
  ) {}

  /** Undefined beyond the end of the log. */
  async at(position: number): Promise<RawEvent | undefined> {
    const known = this.kept(position);
    if (known) return known;
    this.events = await this.log.readRaw(this.tenant, position - 1, { maxEvents: EVENTS, maxBytes: BYTES });
    return this.kept(position);
  }

  private kept(position: number): RawEvent | undefined {
    const found = this.events[position - (this.events[0]?.position ?? 0)];
    // A log that is damaged may have gaps: then the place says nothing.
    return found?.position === position ? found : this.events.find((event) => event.position === position);
  }
}
