import { type RawEvent } from '#libs/event-store';
import { type Meta } from '#libs/kernel';
import { type Epochs, isVoid } from './epochs.js';

/** Where the topic has something else than the log. */
export interface Difference {
  /** The first position at which a record is not the event that the log has there. */
  readonly fromPosition: number;
  /** How many records of each event the log does not have, over all positions. */
  readonly lost: Readonly<Record<string, number>>;
}

/**
 * Compares what a topic holds with the log it was shipped from, to find what the log has lost: a record whose event, by its
 * id, is not at its position. What is void already differs by right.
 */
export class FirstDifference {
  /** The highest epoch that any record of the log was of. */
  seen = 0;
  private from = Number.POSITIVE_INFINITY;
  private readonly lost = new Map<string, Set<string>>();

  constructor(private readonly epochs: Epochs) {}

  /** Whether the log has to be looked at for the record at all. */
  concerns(meta: Meta): boolean {
    this.seen = Math.max(this.seen, meta.epoch);
    // A newer epoch than the log's own is of a life that is lost: it differs, whatever it says.
    return !isVoid(this.epochs, meta) || meta.epoch > (this.epochs.at(-1)?.epoch ?? 0);
  }

  /** @param logged what the log has at the record's position */
  take({ position, eventId, event }: Meta, logged: Pick<RawEvent, 'eventId'> | undefined): void {
    if (logged?.eventId === eventId) return;
    this.from = Math.min(this.from, position);
    const ids = this.lost.get(event) ?? new Set();
    this.lost.set(event, ids.add(eventId));
  }

  get found(): Difference | undefined {
    if (this.from === Number.POSITIVE_INFINITY) return undefined;
    const lost = Object.fromEntries([...this.lost].map(([event, ids]) => [event, ids.size]));
    return { fromPosition: this.from, lost };
  }
}
