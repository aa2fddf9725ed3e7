/** An event that a consumer has set aside: what of it goes into the events about it. */
export interface AboutLetter {
  readonly id: string;
  readonly eventId: string;
  readonly service: string;
  readonly consumer: string;
  readonly source: string;
  readonly key: string;
  readonly event: string;
}

export const lettersBody = ({ id, eventId, service, consumer, source, key, event }: AboutLetter) => ({
  ...{ letterId: id, eventId, service, consumer, source, key, event },
});

/** Whether the event that an alarm was raised for is out of the way. @param handled how many that had waited were handled */
export function isOver(
  { outcome, handled }: { readonly outcome: string; readonly handled: number },
  discarded: boolean,
): boolean {
  return discarded || outcome !== 'parked' || handled > 0;
}
