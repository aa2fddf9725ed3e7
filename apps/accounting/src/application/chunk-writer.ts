import {
  type AppendCommand,
  appendCommand,
  type CommandContext,
  type EventLog,
  type NewEvent,
} from '#libs/event-store';
import { conflict, type JsonValue } from '#libs/kernel';

/** So many events are written at once. */
const CHUNK = 1_000;

/**
 * Writes a long row of events in chunks, each all-or-nothing. Whoever takes the work up after a kill begins where the
 * log ends; the ids are derived from what the events say, so that even one who did not see the end of the log could not
 * write an event twice. The client's idempotency key, with the answer, goes with the last chunk.
 */
export class ChunkWriter {
  private pending: NewEvent[] = [];

  /** @param versions of the streams that nobody else may have written meanwhile; moved on as they are written */
  constructor(
    private readonly log: EventLog,
    private readonly context: CommandContext,
    private readonly versions: Map<string, number>,
  ) {}

  /** @throws DomainError `close-in-progress` when somebody else wrote one of the streams */
  async add(events: readonly NewEvent[]): Promise<void> {
    for (const event of events) {
      this.pending.push(event);
      if (this.pending.length === CHUNK) await this.flush();
    }
  }

  /** Writes what is left, and the answer under the client's key. */
  async finish<Answer extends JsonValue>(answer: Answer): Promise<Answer> {
    if (this.pending.length === 0 && !this.context.idempotency) return answer;
    const outcome = await appendCommand<Answer>(this.log, this.context, { ...this.chunk(), answer });
    if (outcome === 'conflict') throw closedElsewhere();
    return outcome;
  }

  private async flush(): Promise<void> {
    const { idempotency: _, ...context } = this.context;
    const written = this.chunk();
    const outcome = await appendCommand(this.log, context, { ...written, answer: null });
    if (outcome === 'conflict') throw closedElsewhere();
    for (const { streamId } of written.events) {
      const version = this.versions.get(streamId);
      if (version !== undefined) this.versions.set(streamId, version + 1);
    }
    this.pending = [];
  }

  /** A chunk of payouts alone, of one large cycle, writes none of the streams: it guards them. */
  private chunk(): Required<Pick<AppendCommand, 'events' | 'expected' | 'guards'>> {
    const events = this.pending;
    const written = new Set(events.map(({ streamId }) => streamId));
    const [writes, guards] = [new Map<string, number>(), new Map<string, number>()];
    for (const [streamId, version] of this.versions) (written.has(streamId) ? writes : guards).set(streamId, version);
    return {
      events,
      expected: writes,
      guards: events.length === 0 ? [] : [...guards].map(([streamId, version]) => ({ streamId, version })),
    };
  }
}

const closedElsewhere = () =>
  conflict('close-in-progress', 'Somebody else closed these cycles meanwhile; look at the list of cycles.');
