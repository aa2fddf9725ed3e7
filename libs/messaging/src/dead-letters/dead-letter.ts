import { type Meta } from '#libs/kernel';

/**
 * `poison`: could not be handled; `queued`: waits behind it, since it has the same key; `discarded`: somebody has decided
 * that the consumer does without it.
 */
export type LetterState = 'poison' | 'queued' | 'discarded';

/** Which events belong together: those of a key wait for each other, and for nobody else. */
export interface ParkedKey {
  /** The view's id, or the reactor's name. */
  readonly consumer: string;
  /** The service whose log the events are in. */
  readonly source: string;
  /** As `streamKey` names a stream, or `rowKey` the row of a view. */
  readonly key: string;
}

/** An event that is to be set aside. */
export interface NewLetter extends ParkedKey {
  readonly meta: Meta;
  /** As it lies in the log: Avro, personal fields sealed. */
  readonly body: Buffer;
  readonly state: 'poison' | 'queued';
  /** Why it could not be handled, without anybody's personal data. */
  readonly reason: string | null;
}

/** An event that was set aside for one consumer and key. */
export interface DeadLetter extends ParkedKey {
  /** Derived from consumer, key and event: the same event is set aside once, however often it is tried. */
  readonly id: string;
  readonly eventId: string;
  readonly event: string;
  readonly epoch: number;
  readonly position: number;
  readonly streamId: string;
  /** Meta and body as they go to Kafka, without the schema's id in the registry. */
  readonly record: Buffer;
  readonly state: LetterState;
  readonly reason: string | null;
  /** How often it was tried, the first time included; 0 for one that only waits. */
  readonly attempts: number;
  readonly parkedAt: Date;
  readonly discarded: { readonly by: string; readonly at: Date; readonly why: string } | null;
}

/** The bodies of what is delivered as they lie in the log, by event id; what is set aside is stored like that. */
export type StoredBodies = (eventId: string) => Buffer;

/** An event that nobody can read: its body is not what its schema says. */
export interface UnreadableEvent {
  readonly meta: Meta;
  readonly body: Buffer;
  readonly reason: string;
}

/** Somebody's decision to do without the event, and why. */
export interface Discard {
  /** The letter's. */
  readonly id: string;
  /** A person's UUID, or `system:<name>`. */
  readonly by: string;
  readonly why: string;
}

/**
 * What became of taking up a key again:
 * - `released`: all that had waited is handled, and the key is as if nothing had happened;
 * - `parked`: an event still cannot be handled; those before it were;
 * - `refolding`: all of the view is folded anew, since its rows may have moved on meanwhile.
 */
export interface Release {
  readonly outcome: 'released' | 'parked' | 'refolding';
  /** How many of those that had waited were handled. */
  readonly handled: number;
  /** Why it stays parked. */
  readonly reason: string | null;
}

/** The key of all events of a stream. */
export const streamKey = (streamId: string): string => `stream:${streamId}`;

/** The key of all events that touch a row. @param text the row's key as one text */
export const rowKey = (text: string): string => `row:${text}`;

export const isStreamKey = (key: string): boolean => key.startsWith('stream:');
