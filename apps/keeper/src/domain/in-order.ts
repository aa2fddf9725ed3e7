/** By what events are put in order; of what happened at the same moment, causes are recorded first. */
export interface Ordered {
  readonly eventId: string;
  /** Epoch milliseconds, as `recordedAt`. */
  readonly occurredAt: number;
  readonly recordedAt: number;
  readonly service: string;
  readonly position: number;
}

export const ORDER = ['occurredAt', 'recordedAt', 'service', 'position'] as const;

/** An event's place in the order: what a cursor holds. */
export type Place = readonly [occurredAt: number, recordedAt: number, service: string, position: number];

export const placeOf = ({ occurredAt, recordedAt, service, position }: Ordered): Place => [
  ...([occurredAt, recordedAt, service, position] as const),
];

/** What was found in several ways, each event once, in the order of time or against it. */
export function merged<Row extends Ordered>(ways: readonly (readonly Row[])[], order: 'oldest' | 'newest'): Row[] {
  const once = new Map(ways.flat().map((row) => [row.eventId, row]));
  const sign = order === 'oldest' ? 1 : -1;
  return [...once.values()].sort((one, other) => sign * compare(placeOf(one), placeOf(other)));
}

/** As the database compares them: the names of services are lower-case letters. */
function compare(one: Place, other: Place): number {
  const at = one.findIndex((value, member) => value !== other[member]);
  if (at < 0) return 0;
  return (one[at] as number | string) < (other[at] as number | string) ? -1 : 1;
}
