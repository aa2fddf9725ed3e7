/** An event as the services tell it to people. */
export interface EventView {
  readonly service: string;
  readonly epoch: number;
  readonly position: number;
  readonly eventId: string;
  readonly event: string;
  readonly streamId: string;
  readonly version: number;
  readonly occurredAt: string;
  readonly actor: string | null;
  readonly body: object;
}

/** Where an event is. */
type EventPlace = Pick<EventView, 'service' | 'epoch' | 'position' | 'event' | 'streamId' | 'version'>;

/** An event, the one that led to it, and what it led to. */
export interface ExplainedEvent extends EventView {
  readonly cause: EventView | null;
  /** Null while that is not known. */
  readonly effects: readonly EventPlace[] | null;
  readonly effectCount: number | null;
}

/** `tasks=1.4711` */
const place = ({ service, epoch, position }: EventPlace): string => `${service}=${epoch}.${position}`;

/** An event in one line. */
export const eventLine = (event: EventView): string =>
  `${event.occurredAt}  ${place(event)}  ${event.event}  ${event.streamId}#${event.version}  ${JSON.stringify(event.body)}`;

const named = (event: EventPlace): string => `${event.event} of ${event.streamId}#${event.version} (${place(event)})`;

/** An event with a line for each field, its cause, and what it led to. */
export function eventParagraph(event: ExplainedEvent): string {
  const { cause, effects, effectCount } = event;
  const left = (effectCount ?? 0) - (effects?.length ?? 0);
  return [
    `${event.event}  ${event.streamId}#${event.version}  ${place(event)}`,
    `  at       ${event.occurredAt}${event.actor === null ? '' : ` by ${event.actor}`}`,
    ...(cause ? [`  because  ${named(cause)}`] : []),
    ...Object.entries(event.body).map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`),
    ...(effects ?? []).map((effect) => `  led to   ${named(effect)}`),
    ...(left > 0 ? [`  led to   ${left} more`] : []),
  ].join('\n');
}
