import { type Guard, type NewEvent } from '#libs/event-store';

/** What follows from an event: facts for the own log. */
export interface Reaction {
  /**
   * In the order in which they are to be recorded. Their ids, causes and correlation are given by the transport; so is
   * `occurredAt`, unless it is set: the cause's if the cause tells of the past, else the moment of recording.
   */
  readonly events: readonly Omit<NewEvent, 'eventId' | 'causationId' | 'correlationId' | 'traceparent'>[];
  /** As in an AppendCommand. Missing: `any`. */
  readonly expected?: ReadonlyMap<string, number | 'any'>;
  /** The streams on whose versions the decision rests. */
  readonly guards?: readonly Guard[];
}
