import { type AppendCommand, type Checkpoint, type Guard, type NewEvent } from '#libs/event-store';
import { type Meta, uuidv5 } from '#libs/kernel';
import { type Reaction } from './reaction.js';

const MAX_EVENTS = 500;

/**
 * Reactions to several causes on their way to become one command.
 *
 * All of it is checked against the log as it was before the command. So a reaction that rests on a stream which an earlier
 * reaction of the draft writes does not fit in: it would be checked against a state that it was not decided on, or could
 * never come true. It has to wait for the next draft.
 */
export class ReactionDraft {
  /** The ids of the causes from which facts follow. */
  readonly writers: string[] = [];
  private readonly events: NewEvent[] = [];
  private readonly causes: string[] = [];
  private readonly written = new Set<string>();
  /** Streams at the version that a decision rests on. */
  private readonly rests = new Map<string, number>();

  constructor(private readonly reactor: string) {}

  /** Whether any facts follow so far. */
  get isEmpty(): boolean {
    return this.events.length === 0;
  }

  /** Whether the reaction can be recorded together with those before it. */
  fits(reaction: Reaction): boolean {
    if (this.events.length > 0 && this.events.length + reaction.events.length > MAX_EVENTS) return false;
    return restsOn(reaction).every(
      ({ streamId, version }) => !this.written.has(streamId) && (this.rests.get(streamId) ?? version) === version,
    );
  }

  /** @param reaction null: nothing follows, which is recorded as well */
  add(cause: Meta, reaction: Reaction | null): void {
    this.causes.push(cause.eventId);
    if (!reaction) return;
    if (reaction.events.length > 0) this.writers.push(cause.eventId);
    const past = cause.occurredAt < cause.recordedAt ? { occurredAt: cause.occurredAt } : {};
    for (const [ordinal, event] of reaction.events.entries()) {
      this.events.push({
        ...past,
        ...event,
        eventId: uuidv5(this.reactor, cause.eventId, ordinal),
        causationId: cause.eventId,
        correlationId: cause.correlationId,
        traceparent: cause.traceparent,
      });
      this.written.add(event.streamId);
    }
    for (const { streamId, version } of restsOn(reaction)) this.rests.set(streamId, version);
  }

  /**
   * @param checkpoint that it moves; none where it answers to what was set aside
   * @param correlationId of the command itself; each event has its cause's
   */
  command(checkpoint: Checkpoint | undefined, correlationId: string): AppendCommand {
    const rests = [...this.rests].map(([streamId, version]) => ({ streamId, version }));
    const { reactor, causes: causeEventIds } = this;
    return {
      events: this.events,
      // A stream that is both written and rested on is expected; a guard is for those that are not written.
      expected: new Map(
        rests.filter(({ streamId }) => this.written.has(streamId)).map(({ streamId, version }) => [streamId, version]),
      ),
      guards: rests.filter(({ streamId }) => !this.written.has(streamId)),
      ...(causeEventIds.length > 0 ? { reactions: { reactor, causeEventIds } } : {}),
      ...(checkpoint ? { checkpoint } : {}),
      actor: `system:${reactor}`,
      correlationId,
    };
  }
}

function restsOn({ expected, guards = [] }: Pick<Reaction, 'expected' | 'guards'>): Guard[] {
  const versions = [...(expected ?? [])].flatMap(([streamId, version]) =>
    version === 'any' ? [] : [{ streamId, version }],
  );
  return [...guards, ...versions];
}
