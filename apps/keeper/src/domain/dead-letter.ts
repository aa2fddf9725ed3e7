/** An event that a consumer has set aside, as its service tells it. */
export interface Letter {
  readonly id: string;
  readonly service: string;
  readonly consumer: string;
  readonly source: string;
  readonly key: string;
  readonly state: string;
  readonly reason: string | null;
  readonly attempts: number;
  readonly parkedAt: string;
  readonly event: string;
  readonly eventId: string;
  readonly epoch: number;
  readonly position: number;
  readonly streamId: string;
  readonly discarded: { readonly by: string; readonly at: string; readonly reason: string } | null;
}

/** What became of a key, as its service tells it. */
export interface Acted {
  readonly letter: Letter;
  readonly outcome: 'released' | 'parked' | 'refolding';
  readonly handled: number;
  readonly reason: string | null;
}

/** What of a letter goes into the events about it. */
export const lettersBody = ({ id, eventId, service, consumer, source, key, event }: Letter) => ({
  ...{ letterId: id, eventId, service, consumer, source, key, event },
});

/** Whether the event that an alarm was raised for is out of the way. */
export function isOver({ outcome, handled }: Acted, discarded: boolean): boolean {
  return discarded || outcome !== 'parked' || handled > 0;
}
