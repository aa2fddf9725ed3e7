import { type Meta, type RecordedEvent } from '#libs/kernel';
import { UndecodableError, UnknownEventVersionError } from '#libs/contracts';
import { type StoredBodies, type UnreadableEvent } from '../dead-letters/dead-letter.js';
import { type Epochs } from '../epochs/epochs.js';

/** A record of a tenant's log, of which only the metadata has been read. */
export interface LogRecord {
  readonly meta: Meta;
  /** What the event is called today, which `meta` may not know yet. */
  readonly event: string;
  /**
   * Decodes the body, in the terms of that event; personal fields stay sealed.
   *
   * @throws UndecodableError, UnknownEventVersionError
   */
  body(): object;
  /** The same as it lies in the log. */
  readonly bodyBytes: Buffer;
}

/** Opens the personal fields of events of one tenant's log; in the place of one that cannot be opened comes why. */
export type Unseal = (events: readonly RecordedEvent[]) => Promise<readonly (RecordedEvent | Error)[]>;

/** Either the event, or why there is none. */
export type Opened = RecordedEvent | UndecodableError | UnknownEventVersionError;

/**
 * What has come of one tenant's log at once. Several subscribers take from it, at different places and with an eye for
 * different events: each body is decoded and unsealed when the first of them asks for it, and never again.
 */
export class TenantBatch {
  /** Where in the log the records are, in the order in which they came. */
  readonly places: readonly Meta[];
  /** Those found to be undecodable so far, by index. */
  readonly undecodable = new Map<number, UndecodableError>();
  /** By index; of those that nobody has asked for, nothing. */
  private readonly opened: (Opened | undefined)[];
  private turn: Promise<unknown> = Promise.resolve();
  private known: Promise<Epochs> | undefined;

  /** @param ask for the epochs of the log; by default nothing is known of them */
  constructor(
    private readonly records: readonly LogRecord[],
    private readonly unseal: Unseal,
    private readonly ask: () => Promise<Epochs> = () => Promise.resolve([]),
  ) {
    this.places = records.map(({ meta }) => meta);
    this.opened = records.map(() => undefined);
  }

  /** What the event at that index is called today. */
  eventAt(index: number): string {
    return (this.records[index] as LogRecord).event;
  }

  /**
   * The epochs of the log; asked for once, unless it fails.
   *
   * @throws DomainError of kind `unavailable` as long as they cannot be known
   */
  epochs(): Promise<Epochs> {
    if (this.known) return this.known;
    const asking = this.ask();
    this.known = asking;
    asking.catch(() => (this.known = undefined));
    return asking;
  }

  /**
   * The events at these indexes, in that order.
   *
   * @throws what unsealing throws, as long as the keys cannot be read
   */
  async open(indexes: readonly number[]): Promise<readonly Opened[]> {
    const mine = this.turn.then(() => this.openMissing(indexes));
    this.turn = mine.catch(() => undefined);
    await mine;
    return indexes.map((index) => this.opened[index] as Opened);
  }

  /** How the events at these indexes are stored where they are set aside. */
  stored(indexes: readonly number[]): StoredBodies {
    return (eventId) => {
      const index = indexes.find((each) => this.places[each]?.eventId === eventId);
      if (index === undefined) throw new Error(`The event ${eventId} was not delivered.`);
      return (this.records[index] as LogRecord).bodyBytes;
    };
  }

  /** The record at that index, which cannot be read. */
  unreadable(index: number, { reason }: UndecodableError): UnreadableEvent {
    const { meta, bodyBytes: body } = this.records[index] as LogRecord;
    return { meta, body, reason: `It cannot be decoded: ${reason}` };
  }

  private async openMissing(indexes: readonly number[]): Promise<void> {
    const missing = indexes.filter((index) => this.opened[index] === undefined);
    const sealed: RecordedEvent[] = [];
    const at: number[] = [];
    for (const index of missing) {
      const found = this.decode(index);
      if (found instanceof Error) {
        this.keep(index, found);
      } else {
        at.push(index);
        sealed.push(found);
      }
    }
    if (sealed.length === 0) return;
    const events = await this.unseal(sealed);
    for (const [n, index] of at.entries()) {
      const event = events[n] as RecordedEvent | Error;
      // What cannot be unsealed is as good as garbage: another copy may be whole.
      this.keep(index, event instanceof Error ? new UndecodableError('bad-body', event.message, event) : event);
    }
  }

  private keep(index: number, opened: Opened): void {
    this.opened[index] = opened;
    if (opened instanceof UndecodableError) this.undecodable.set(index, opened);
  }

  private decode(index: number): Opened {
    const record = this.records[index] as LogRecord;
    const { event, meta } = record;
    try {
      return { event, body: record.body(), meta };
    } catch (error) {
      if (error instanceof UndecodableError || error instanceof UnknownEventVersionError) return error;
      throw error;
    }
  }
}
