import { json } from './text.js';

/** An event as `GET /api/ops/events/streams/:stream` tells it. */
export interface TracedEvent {
  readonly service: string;
  readonly epoch: number;
  readonly position: number;
  readonly eventId: string;
  readonly event: string;
  readonly streamId: string;
  readonly version: number;
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
