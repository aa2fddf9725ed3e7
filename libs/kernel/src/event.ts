/** A fact as the domain states it: the name of what happened and its body, nothing about where it is stored. */
export interface Fact<Name extends string = string, Body extends object = object> {
  readonly event: Name;
  readonly body: Body;
}

/**
 * What a log knows about a recorded event besides its body. The shape is frozen in version 1 (it is the first field of
 * every record on the wire); everything new goes into `ext`. Times are UTC epoch milliseconds.
 */
export interface Meta {
  readonly event: string;
  readonly schemaVersion: number;
  /** Counts the restores and fail-overs of the log; positions are unique within an epoch. */
  readonly epoch: number;
  /** 1, 2, 3 … without a gap, in commit order, within one tenant's log of one service. */
  readonly position: number;
  readonly eventId: string;
  readonly tenant: string;
  readonly streamId: string;
  /** 1, 2, 3 … within the stream. */
  readonly version: number;
  /** When it happened: as `recordedAt`, but for imports and seeds, which tell of the past. */
  readonly occurredAt: number;
  /** The database's clock under the head's lock: never goes back along the log. */
  readonly recordedAt: number;
  /** The person's UUID, `system:<name>`, or null. */
  readonly actor: string | null;
  readonly correlationId: string;
  /** The id of the event that led to this one. */
  readonly causationId: string | null;
  readonly traceparent: string | null;
  readonly ext: Readonly<Record<string, string>>;
}

/** A fact together with its place in a log. */
export type RecordedEvent<F extends Fact = Fact> = F & { readonly meta: Meta };
