import { type DeliveryFailed, type MessageFailed } from './generated/notifier.js';

/** What took an event's place, and what an old body says in its terms. */
interface Replacement {
  readonly event: string;
  /** From the newest version's body of the old event to the newest version's of the new one. Pure. */
  readonly becomes: (body: never) => object;
}

/** It said so of a message that was tried again, too, and its yes or no had no room for anything else. */
const deliveryFailed = ({ final, ...told }: MessageFailed): DeliveryFailed => ({
  ...told,
  outcome: final === true ? 'failed' : 'delayed',
});

/**
 * service → an event that nobody records any more → what took its place, where no version of it could have done. Both lie
 * side by side in logs and topics for good; who reads them meets the new one only.
 *
 * What took an event's place is not itself replaced here: then both old ones lead to the newest. Personal fields keep their
 * paths and their person, since a seal is bound to them. A new entry is a new version of every view that reads the event.
 */
export const replacedEvents: ReadonlyMap<string, ReadonlyMap<string, Replacement>> = new Map([
  ['notifier', new Map([['MessageFailed', { event: 'DeliveryFailed', becomes: deliveryFailed }]])],
]);

/** What an event is called today: who reads it, meets it by this name, whichever it was recorded by. */
export function currentName(service: string, event: string): string {
  return replacedEvents.get(service)?.get(event)?.event ?? event;
}

/** A body, in the newest version's terms of its event, in those of the event of today. */
export function inCurrentTerms(service: string, event: string, body: object): object {
  return (
    replacedEvents
      .get(service)
      ?.get(event)
      ?.becomes(body as never) ?? body
  );
}

/** The names by which an event was recorded before it had this one. */
export function formerNames(service: string, event: string): string[] {
  const replaced = [...(replacedEvents.get(service) ?? [])];
  return replaced.flatMap(([former, replacement]) => (replacement.event === event ? [former] : []));
}

/** @throws Error if nobody gets the event by this name any more, so that whoever asks for it would wait in vain */
export function refuseReplaced(service: string, event: string, reader: string): void {
  const now = currentName(service, event);
  if (now !== event)
    throw new Error(
      `${reader} reads ${service}.${event}, which ${now} has replaced: read that, old ones come as such.`,
    );
}
