import { Logger } from '@nestjs/common';
import { EventLog, type AppendOutcome } from '#libs/event-store';
import { DomainError, type RecordedEvent, uuidv7 } from '#libs/kernel';
import { inTrace, messageOf, runInContext } from '#libs/platform';
import { pauseAfter } from '../common/back-off.js';
import { pause } from '../common/pause.js';
import { type Advance, type Checkpoint, type Subscriber } from '../consuming/subscriber.js';
import { ReactionDraft } from './reaction-draft.js';
import { type Reaction } from './reaction.js';

/** Decides what follows from an event. */
export type Decide = (event: RecordedEvent, tenant: string, attempt: number) => Promise<Reaction | null>;

const MAX_BATCH = 500;
const MAX_ATTEMPTS = 20;
const BACK_OFF = { first: 5, longest: 200 };

/** What one attempt came to: it got to `reached`, and then maybe threw on the next event. */
interface Progress {
  readonly reached: number;
  readonly failure?: { readonly error: unknown };
}

/**
 * A reactor as a subscriber: turns facts of a source into facts of the own log, each exactly once.
 *
 * Why it can be exactly once: what follows from a batch of events, the note that they have been answered, and the
 * checkpoint are recorded by one call that takes effect as a whole or not at all; ids of events derive from their causes.
 *
 * One batch goes like this. *Decide* each event in order, into a draft. *Append* the draft. Appended: on to what is left.
 * A conflict of versions: somebody has written a stream on which a decision rests; all is decided again, afresh. A conflict
 * of reactions, or a call of which a part was recorded before: some causes have been answered to (the checkpoint was put
 * back, or an answer was lost); they are looked up, left out, and the rest is decided again. A moved checkpoint: another
 * instance, or this one before it lost the answer, was faster; the lane reads the checkpoint anew. A draft ends early where a reaction
 * does not fit in (see `ReactionDraft`), or where a handler throws: what was decided before it takes effect all the same.
 */
export class Reactor implements Subscriber {
  readonly reacts = true;
  readonly maxBatch = MAX_BATCH;
  private readonly logger = new Logger('Reactors');

  constructor(
    readonly name: string,
    readonly source: string,
    private readonly handlers: ReadonlyMap<string, Decide>,
    private readonly log: EventLog,
  ) {}

  get handles(): ReadonlySet<string> {
    return new Set(this.handlers.keys());
  }

  checkpoint(tenant: string): Promise<Checkpoint> {
    return this.log.checkpoint(tenant, this.name, this.source);
  }

  /**
   * Goes back to before what is void, so that what stands there now is answered to. What followed from void events stays
   * where it was recorded: it cannot be unsaid, and only people can judge it.
   */
  async rewind(tenant: string, at: Checkpoint, to: Checkpoint): Promise<void> {
    const { name, source } = this;
    const checkpoint = {
      consumer: name,
      source,
      epoch: at.epoch,
      from: at.position,
      to: to.position,
      toEpoch: to.epoch,
    };
    const outcome = await this.log.append(tenant, {
      ...{ events: [], checkpoint, actor: `system:${name}`, correlationId: uuidv7() },
    });
    if (outcome.outcome !== 'appended') throw new Error(`${name} was overtaken: ${describe(outcome)}.`);
    this.logger.error(
      `${name} of ${tenant} had answered to ${source}=${at.epoch}.${at.position}, which is void from position ` +
        `${to.position + 1} on; what follows from it in the log of ${this.log.service} stays, and has to be looked at`,
    );
  }

  async handle(tenant: string, events: readonly RecordedEvent[], advance: Advance): Promise<void> {
    let step = advance;
    let rest = events;
    for (;;) {
      const { reached, failure } = await this.record(tenant, rest, step);
      if (failure) throw failure.error;
      if (reached === advance.to) return;
      rest = rest.filter(({ meta }) => meta.position > reached);
      step = { epoch: advance.toEpoch ?? advance.epoch, from: reached, to: advance.to };
    }
  }

  /** Decides and appends as much of the events as goes into one command. */
  private async record(tenant: string, events: readonly RecordedEvent[], step: Advance): Promise<Progress> {
    let known: ReadonlySet<string> = new Set();
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      if (attempt > 1) await pause(pauseAfter(attempt - 1, BACK_OFF));
      const draft = new ReactionDraft(this.name);
      const { reached, failure } = await this.decide(draft, { tenant, events, known, attempt, step });
      if (reached === step.from) return { reached, ...(failure ? { failure } : {}) };
      const checkpoint = { ...step, to: reached, consumer: this.name, source: this.source };
      const outcome = await this.log.append(
        tenant,
        draft.command(checkpoint, events[0]?.meta.correlationId ?? uuidv7()),
      );
      if (outcome.outcome === 'appended') return { reached, ...(failure ? { failure } : {}) };
      if (!mayDecideAgain(outcome)) throw new Error(`${this.name} was overtaken: ${describe(outcome)}.`);
      known = await this.log.knownReactions(
        tenant,
        this.name,
        events.map(({ meta }) => meta.eventId),
      );
    }
    throw new Error(`${this.name} was decided ${MAX_ATTEMPTS} times, and each time overtaken.`);
  }

  private async decide(draft: ReactionDraft, { tenant, events, known, attempt, step }: Decision): Promise<Progress> {
    let before = step.from;
    for (const event of events) {
      const until = event.meta.position - 1;
      if (!known.has(event.meta.eventId)) {
        let reaction: Reaction | null;
        try {
          reaction = await this.react(event, tenant, attempt);
        } catch (error) {
          return { reached: Math.max(before, until), failure: { error } };
        }
        if (reaction && !draft.fits(reaction)) return { reached: Math.max(before, until) };
        draft.add(event.meta, reaction);
      }
      before = event.meta.position;
    }
    return { reached: step.to };
  }

  private async react(event: RecordedEvent, tenant: string, attempt: number): Promise<Reaction | null> {
    const decide = this.handlers.get(event.event);
    if (!decide) return null;
    const { correlationId, position, traceparent } = event.meta;
    try {
      return await runInContext({ tenant, correlationId, actor: `system:${this.name}` }, () =>
        inTrace(traceparent, () => decide(event, tenant, attempt)),
      );
    } catch (error) {
      if (error instanceof DomainError && error.kind === 'unavailable') throw error;
      const message = error instanceof Error ? messageOf(error) : String(error);
      throw new Error(`${this.name} failed on ${event.event} at ${this.source}=${position}: ${message}`, {
        cause: error,
      });
    }
  }
}

interface Decision {
  readonly tenant: string;
  readonly events: readonly RecordedEvent[];
  /** Causes that have been answered to. */
  readonly known: ReadonlySet<string>;
  readonly attempt: number;
  readonly step: Advance;
}

function mayDecideAgain(outcome: AppendOutcome): boolean {
  return outcome.outcome === 'duplicate' || (outcome.outcome === 'conflict' && outcome.reason !== 'checkpoint');
}

function describe(outcome: AppendOutcome): string {
  return outcome.outcome === 'conflict' ? `its ${outcome.reason} has moved` : outcome.outcome;
}
