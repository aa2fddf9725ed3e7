import { type RecordedEvent } from '#libs/kernel';
import {
  type Discard,
  type ParkedKey,
  type Release,
  type StoredBodies,
  type UnreadableEvent,
} from '../dead-letters/dead-letter.js';

/** How far somebody has got in one log of one tenant. Position 0: nothing yet. */
export interface Checkpoint {
  readonly epoch: number;
  readonly position: number;
}

/** A step of a checkpoint, by compare-and-set: from what is stored now to where the events lead. */
export interface Advance {
  /** The epoch of the checkpoint as it is stored now. */
  readonly epoch: number;
  /** The position of the checkpoint as it is stored now. */
  readonly from: number;
  /** The position after this step. */
  readonly to: number;
  /** The epoch after this step, where it is another one. */
  readonly toEpoch?: number;
}

/**
 * Somebody who folds one log of each tenant, or reacts to it. A projection over three logs is three subscribers of one
 * name; (name, source) is what identifies one.
 */
export interface Subscriber {
  /** Stable: the checkpoint is stored under it. */
  readonly name: string;
  /** The service whose log it reads. */
  readonly source: string;
  /** Names of the events it wants. All others are passed over, but move its checkpoint. */
  readonly handles: ReadonlySet<string>;
  /** True for a reactor, which appends to the own log what the own views then show. */
  readonly reacts?: boolean;
  /** How many wanted events one call may bring; 5,000 if not said. */
  readonly maxBatch?: number | undefined;

  /**
   * The checkpoint as it is stored.
   *
   * @throws DomainError of kind `unavailable` while the tenant's database is away
   */
  checkpoint(tenant: string): Promise<Checkpoint>;

  /**
   * Takes what comes next in the log and moves the checkpoint, both in one transaction and only if the stored checkpoint
   * is still (`advance.epoch`, `advance.from`): so each event takes effect once, whoever delivers it how often.
   *
   * An event that it cannot handle, now or ever, it sets aside, with all later ones of the same key; the others it takes.
   *
   * @param events in log order, unsealed, and only of the names in `handles`; none if there was nothing but others
   * @param stored gives their bodies as they are to be stored; without it nothing can be set aside, and it throws instead
   * @throws anything when nothing was stored. The checkpoint is then read again, and what follows it is delivered again
   */
  handle(tenant: string, events: readonly RecordedEvent[], advance: Advance, stored?: StoredBodies): Promise<void>;

  /**
   * Sets aside an event that nobody can read, and moves the checkpoint over it. Without it, the subscriber stops there.
   *
   * @throws as `handle`
   */
  park?(tenant: string, event: UnreadableEvent, advance: Advance): Promise<void>;

  /**
   * Takes up what waits for a key, in log order.
   *
   * @param discard one of them that it is to do without from now on
   * @throws DomainError of kind `unavailable`: it is to be tried again
   */
  release?(tenant: string, parked: ParkedKey, discard?: Discard): Promise<Release>;

  /**
   * Takes back what it has made of events that are void, as far as that can be, and moves its stored checkpoint back: a
   * view to the beginning, a reactor to `to`. Without it, the subscriber stops before a new epoch that takes something back.
   *
   * @param at the stored checkpoint, as it must still be
   * @param to the last place up to which what it took still stands
   * @throws anything when nothing was stored
   */
  rewind?(tenant: string, at: Checkpoint, to: Checkpoint): Promise<void>;
}

/** What tells one subscriber from another within a service. */
export function subscriberKey(subscriber: Pick<Subscriber, 'name' | 'source'>): string {
  return `${subscriber.name}<${subscriber.source}`;
}
