import { type RawEvent } from '#libs/event-store';
import { canonicalJson, type Meta } from '#libs/kernel';
import { type Epochs, isVoid } from '../epochs/epochs.js';

/** A record of the tenant, as it lies in the topic. */
export interface ShippedRecord {
  readonly offset: string;
  readonly meta: Meta;
  readonly body: Buffer;
}

/**
 * Compares what lies in a topic with the log that it was shipped from.
 *
 * A reader takes the next position, drops a lower one as a repeat, and waits at a higher one for the log to be shipped
 * again. So this goes along as a reader would: the topic is whole when that gets to the end of the log, and each record on
 * the way, repeats included, is the event that the log has at its position. What is void is passed over, as readers do.
 */
export class ShippedLog {
  private reached = 0;

  /** @param epochs of the log; none: nothing is void */
  constructor(private readonly epochs: Epochs = []) {}

  /** What is wrong with the record, given what the log has at its position; undefined if nothing is. */
  take({ offset, meta, body }: ShippedRecord, logged: RawEvent | undefined): string | undefined {
    const { position, epoch, eventId } = meta;
    if (isVoid(this.epochs, meta)) return undefined;
    if (!logged) return `the record at offset ${offset} has position ${position}, which the log does not have`;
    if (logged.eventId !== eventId || logged.epoch !== epoch)
      return `the record at offset ${offset} is event ${eventId} of epoch ${epoch}; the log has event ${logged.eventId} of epoch ${logged.epoch} at position ${position}`;
    const { body: own, ...place } = logged;
    if (!own.equals(body))
      return `the record at offset ${offset} has another body than the event at position ${position} of the log`;
    if (canonicalJson({ ...meta }) !== canonicalJson({ ...place }))
      return `the record at offset ${offset} has another \`meta\` than the event at position ${position} of the log`;
    if (position === this.reached + 1) this.reached = position;
    return undefined;
  }

  /** What is missing of a log that had got to `head` before reading began; undefined if nothing is. */
  missing(head: number): string | undefined {
    if (this.reached >= head) return undefined;
    const after = this.reached === 0 ? '' : ` after position ${this.reached}`;
    return `position ${this.reached + 1} is not there${after}; the log has got to ${head}`;
  }
}
