import { type JsonValue, type Meta } from '#libs/kernel';

/** An event that is to be appended. */
export interface NewEvent {
  readonly streamId: string;
  readonly event: string;
  /** Plain: personal fields are sealed on the way into the log. */
  readonly body: object;
  /** UUID; by default one of version 7 is made. A derived one (version 5) makes the step recognisable. */
  readonly eventId?: string;
  /** Epoch milliseconds; by default when it is recorded. */
  readonly occurredAt?: number;
  /** These three win over the command's. */
  readonly causationId?: string | null;
  readonly correlationId?: string;
  readonly traceparent?: string | null;
}

/** A stream that must be at this version for the command to be true, though the command does not write it. */
export interface Guard {
  readonly streamId: string;
  readonly version: number;
}

/** One unit of appending: all of it is recorded, or none. */
export interface AppendCommand {
  readonly events: readonly NewEvent[];
  /** The version each written stream is at, 0 for one that must not exist yet. Missing: `any`. */
  readonly expected?: ReadonlyMap<string, number | 'any'>;
  readonly guards?: readonly Guard[];
  /** The key under which the same request is recognised, and a hash of what was asked with it. */
  readonly idempotency?: { readonly key: string; readonly requestHash: string };
  /** Kept with the key for 48 hours. */
  readonly answer?: JsonValue;
  /** The causes a reactor has answered to with this command, also with nothing. */
  readonly reactions?: { readonly reactor: string; readonly causeEventIds: readonly string[] };
  /** Moves a reactor's checkpoint if it is where it is thought to be. */
  readonly checkpoint?: Checkpoint;
  readonly actor: string | null;
  readonly correlationId: string;
  readonly causationId?: string | null;
  readonly traceparent?: string | null;
  readonly ext?: Readonly<Record<string, string>>;
}

/** A compare-and-set: from (`epoch`, `from`) to (`toEpoch`, `to`). */
export interface Checkpoint {
  readonly consumer: string;
  /** The service whose log is read. */
  readonly source: string;
  readonly epoch: number;
  readonly from: number;
  readonly to: number;
  /** By default `epoch`. */
  readonly toEpoch?: number;
}

export interface Appended {
  readonly outcome: 'appended';
  readonly epoch: number;
  /** Of a command without events: one after `position`. */
  readonly firstPosition: number;
  /** Of its last event; of a command without events the head's. */
  readonly position: number;
}

export interface Conflicted {
  readonly outcome: 'conflict';
  /** `event-id`: another command recorded an event under the id of this one's first, and other events after it. */
  readonly reason: 'version' | 'guard' | 'reaction' | 'checkpoint' | 'event-id';
  /** With `version` and `guard`. */
  readonly streamId?: string;
  /** The version, or the checkpoint's position, that was found. */
  readonly actual?: number;
}

/** Recorded before: by its idempotency key, or by the ids of its events. */
export interface Duplicate {
  readonly outcome: 'duplicate';
  readonly epoch: number;
  /** Of its last event. */
  readonly position: number;
  /** What was kept with the key, if anything. */
  readonly answer?: JsonValue;
}

/** The key was used before for another request. */
export interface KeyReused {
  readonly outcome: 'key-reused';
}

export type AppendOutcome = Appended | Conflicted | Duplicate | KeyReused;

/** An event as it lies in the log: the body in Avro, personal fields sealed. */
export interface RawEvent extends Meta {
  readonly body: Buffer;
}

/** Where a log ends. */
export interface Head {
  readonly epoch: number;
  readonly position: number;
  /** Epoch milliseconds of the last event; 0 for an empty log. */
  readonly recordedAt: number;
}
