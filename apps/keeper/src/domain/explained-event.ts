/** An event as far as it matters for what led to what. */
export interface Linked {
  readonly eventId: string;
  readonly causationId: string | null;
}

/** What followed right from an event: the first ones, and how many there are. */
export interface Following<Effect> {
  readonly first: readonly Effect[];
  readonly count: number;
}

/** An event with the one that led to it, and what it led to. */
export type Explained<Event, Effect> = Event & {
  /** Null for what a request led to, and where it cannot be found. */
  readonly cause: Event | null;
  /** Null where that cannot be known just now. */
  readonly effects: readonly Effect[] | null;
  /** More than there are `effects` where only the first are told. */
  readonly effectCount: number | null;
};

/** The ids of all that led to the events, each once. */
export const causesOf = (events: readonly Linked[]): string[] => [
  ...new Set(events.flatMap(({ causationId }) => causationId ?? [])),
];

const NOTHING = { first: [], count: 0 };
const UNKNOWN = { first: null, count: null };

/**
 * Puts together what led to what, of whichever logs.
 *
 * @param causes found so far, others besides
 * @param effects by the id of their cause; undefined where they cannot be known just now
 */
export function explain<Event extends Linked, Effect>(
  events: readonly Event[],
  causes: Iterable<Event>,
  effects: ReadonlyMap<string, Following<Effect>> | undefined,
): Explained<Event, Effect>[] {
  const byId = new Map([...causes].map((cause) => [cause.eventId, cause]));
  return events.map((event) => {
    const { first, count } = effects ? (effects.get(event.eventId) ?? NOTHING) : UNKNOWN;
    const cause = event.causationId === null ? null : (byId.get(event.causationId) ?? null);
    return { ...event, cause, effects: first, effectCount: count };
  });
}
