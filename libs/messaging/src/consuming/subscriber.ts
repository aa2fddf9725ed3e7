import { type RecordedEvent } from '#libs/kernel';

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
   * @param events in log order, unsealed, and only of the names in `handles`; none if there was nothing but others
   * @throws anything when nothing was stored. The checkpoint is then read again, and what follows it is delivered again
   */
  handle(tenant: string, events: readonly RecordedEvent[], advance: Advance): Promise<void>;

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
