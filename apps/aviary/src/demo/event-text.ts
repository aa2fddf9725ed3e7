import { type EventView } from '../cli/event-text.js';
import { json } from './text.js';

type Placed = Pick<EventView, 'service' | 'epoch' | 'position' | 'eventId' | 'event' | 'streamId' | 'version'>;

/** What the tour shows of an event, and of the one that caused it. */
export interface TracedEvent extends Placed {
  readonly body: Readonly<Record<string, unknown>>;
  readonly cause: Omit<TracedEvent, 'cause'> | null;
}

export const placeOf = ({ service, epoch, position }: Omit<TracedEvent, 'cause'>): string =>
  `${service}=${epoch}.${position}`;

/** An event, what it says, and what caused it, in lines that fit the screen. */
export function eventText(event: TracedEvent): string {
  const { cause } = event;
  return [
    `${placeOf(event)}  ${event.event}`,
    `  id       ${event.eventId}`,
    `  stream   ${event.streamId}, version ${event.version}`,
    `  says     ${json(event.body, '  ')}`,
    ...(cause
      ? [
          `  because  ${placeOf(cause)}  ${cause.event}`,
          `           id      ${cause.eventId}`,
          `           stream  ${cause.streamId}`,
        ]
      : []),
  ].join('\n');
}
