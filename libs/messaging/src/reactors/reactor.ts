import { Logger } from '@nestjs/common';
import { EventLog, type AppendOutcome } from '#libs/event-store';
import { type Meta, type RecordedEvent, uuidv7 } from '#libs/kernel';
import { pauseAfter } from '../common/back-off.js';
import { pause } from '../common/pause.js';
import { type Advance, type Checkpoint, type Subscriber } from '../consuming/subscriber.js';
import {
  type Discard,
  type ParkedKey,
  type Release,
  type StoredBodies,
  type UnreadableEvent,
} from '../dead-letters/dead-letter.js';
import { Aside, type ReactorLetters } from '../dead-letters/reactor-letters.js';
import { type Handlers, mayPass } from './handlers.js';
import { describe, isRefusal, mayDecideAgain } from './outcomes.js';
import { ReactionDraft } from './reaction-draft.js';
import { type Reaction } from './reaction.js';
import { releaseReactions } from './release-reactions.js';

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
 *
 * What passes by itself is thrown, and waited for by the lane. Any other error of a handler, a few attempts on, and whatever
 * it decides that no log can take, is poison: the event is set aside, later ones of its stream wait behind it, and all others
 * are answered. They are set aside before the checkpoint moves over them; in between, whoever dies does it again.
 */
export class Reactor implements Subscriber {
  readonly reacts = true;
  readonly maxBatch = MAX_BATCH;
  private readonly logger = new Logger('Reactors');

  constructor(
    readonly name: string,
    readonly source: string,
    private readonly handlers: Handlers,
    private readonly letters: ReactorLetters,
    private readonly log: EventLog,
  ) {}

  get handles(): ReadonlySet<string> {
    return this.handlers.events;
  }

  async checkpoint(tenant: string): Promise<Checkpoint> {
    await this.letters.look(tenant);
    return await this.log.checkpoint(tenant, this.name, this.source);
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
    await (await this.letters.store(tenant)).takeBack(name, source, to.position + 1);
    this.logger.error(
      `${name} of ${tenant} had answered to ${source}=${at.epoch}.${at.position}, which is void from position ` +
        `${to.position + 1} on; what follows from it in the log of ${this.log.service} stays, and has to be looked at`,
    );
  }

  async handle(
    tenant: string,
    events: readonly RecordedEvent[],
    advance: Advance,
    stored?: StoredBodies,
  ): Promise<void> {
    let step = advance;
    let rest = events;
    for (;;) {
      const { reached, failure } = await this.record({ tenant, events: rest, step, stored });
      if (failure) throw failure.error;
      if (reached === advance.to) return;
      rest = rest.filter(({ meta }) => meta.position > reached);
      step = { epoch: advance.toEpoch ?? advance.epoch, from: reached, to: advance.to };
    }
  }

  async park(tenant: string, event: UnreadableEvent, advance: Advance): Promise<void> {
    await this.letters.putUnreadable(tenant, event);
    this.tell(tenant, event.meta, event.reason);
    const checkpoint = { ...advance, consumer: this.name, source: this.source };
    const command = new ReactionDraft(this.name).command(checkpoint, event.meta.correlationId);
    const outcome = await this.log.append(tenant, command);
    if (outcome.outcome !== 'appended') throw new Error(`${this.name} was overtaken: ${describe(outcome)}.`);
  }

  release(tenant: string, { key }: ParkedKey, discard?: Discard): Promise<Release> {
    const { name, handlers, letters, log } = this;
    return releaseReactions({ name, handlers, letters, log }, tenant, key, discard);
  }

  /** Decides and appends as much of the events as goes into one command. */
  private async record(batch: Batch): Promise<Progress> {
    const { tenant, events, step, stored } = batch;
    const ids = events.map(({ meta }) => meta.eventId);
    const state: Deciding = { known: new Set(), refused: new Map(), most: Number.POSITIVE_INFINITY };
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      if (attempt > 1) await pause(pauseAfter(attempt - 1, BACK_OFF));
      const draft = new ReactionDraft(this.name);
      const aside = stored && new Aside(await this.letters.parked(tenant), stored);
      const { reached, failure } = await this.decide({ draft, aside, attempt, ...state }, batch);
      if (reached === step.from) return { reached, ...(failure ? { failure } : {}) };
      if (aside && aside.letters.length > 0 && !(await this.setAside(tenant, aside))) continue;
      const outcome = await this.append(batch, draft, reached, state);
      if (outcome === 'refused') continue;
      if (outcome.outcome === 'appended') return { reached, ...(failure ? { failure } : {}) };
      if (!mayDecideAgain(outcome)) throw new Error(`${this.name} was overtaken: ${describe(outcome)}.`);
      state.known = await this.log.knownReactions(tenant, this.name, ids);
    }
    throw new Error(`${this.name} was decided ${MAX_ATTEMPTS} times, and each time overtaken.`);
  }

  private async decide(deciding: Deciding & Draft, { tenant, events, step }: Batch): Promise<Progress> {
    const { draft, aside, attempt, known, refused, most } = deciding;
    let before = step.from;
    for (const event of events) {
      const { position, eventId } = event.meta;
      const reached = Math.max(before, position - 1);
      before = position;
      if (known.has(eventId) || aside?.takes(event)) continue;
      let reaction: Reaction | null;
      try {
        if (refused.has(eventId)) throw refused.get(eventId);
        const question = { event, tenant, attempt };
        // What comes behind others may fail since they are not recorded yet: it is asked again when they are.
        reaction = await (draft.isEmpty ? this.handlers.insist(question) : this.handlers.ask(question));
      } catch (error) {
        if (mayPass(error) || !aside) return { reached, failure: { error: this.handlers.failure(event.meta, error) } };
        if (!draft.isEmpty) return { reached };
        aside.poison(event, error);
        continue;
      }
      if (reaction && (draft.writers.length >= most || !draft.fits(reaction))) return { reached };
      draft.add(event.meta, reaction);
    }
    return { reached: step.to };
  }

  /** @returns `refused` when a reaction is one that no log can take: all is to be decided again, without it */
  private async append(
    { tenant, events, step, stored }: Batch,
    draft: ReactionDraft,
    reached: number,
    state: Deciding,
  ): Promise<AppendOutcome | 'refused'> {
    const checkpoint = { ...step, to: reached, consumer: this.name, source: this.source };
    const correlationId = events[0]?.meta.correlationId ?? uuidv7();
    try {
      return await this.log.append(tenant, draft.command(checkpoint, correlationId));
    } catch (error) {
      const [only, ...others] = draft.writers;
      if (!stored || only === undefined || !isRefusal(error)) throw error;
      // Of several, one after the other is tried.
      if (others.length > 0) state.most = 1;
      else state.refused.set(only, error);
      return 'refused';
    }
  }

  /** @returns false if all is to be decided again */
  private async setAside(tenant: string, { letters }: Aside): Promise<boolean> {
    if (!(await this.letters.put(tenant, letters))) return false;
    for (const { state, meta, reason } of letters) if (state === 'poison') this.tell(tenant, meta, reason);
    return true;
  }

  private tell(tenant: string, { event, position }: Meta, reason: string | null): void {
    this.logger.error(`${this.name} of ${tenant} has set ${event} at ${this.source}=${position} aside: ${reason}`);
  }
}

interface Batch {
  readonly tenant: string;
  readonly events: readonly RecordedEvent[];
  readonly step: Advance;
  readonly stored: StoredBodies | undefined;
}

/** What is known from one attempt to the next. */
interface Deciding {
  /** Causes that have been answered to. */
  known: ReadonlySet<string>;
  /** Causes of which the reaction cannot be recorded. */
  readonly refused: Map<string, unknown>;
  /** How many reactions with facts go into one command. */
  most: number;
}

interface Draft {
  readonly draft: ReactionDraft;
  readonly aside: Aside | undefined;
  readonly attempt: number;
}
