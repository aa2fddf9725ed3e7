import { DomainError, type Meta, type RecordedEvent } from '#libs/kernel';
import { inTrace, messageOf, runInContext } from '#libs/platform';
import { asUnavailable } from '#libs/tenancy';
import { pauseAfter } from '../common/back-off.js';
import { pause } from '../common/pause.js';
import { type Reaction } from './reaction.js';

/** Decides what follows from an event. */
export type Decide = (event: RecordedEvent, tenant: string, attempt: number) => Promise<Reaction | null>;

/** How often a handler is tried before what it throws is taken for its last word. */
export interface Trying {
  readonly attempts: number;
  readonly backOff: { readonly first: number; readonly longest: number };
}

/** Something that passes by itself: it is not the event's fault. */
export function mayPass(error: unknown): boolean {
  return error instanceof DomainError && error.kind === 'unavailable';
}

/** What is asked of a handler. */
export interface Question {
  readonly event: RecordedEvent;
  readonly tenant: string;
  /** How often it was asked before: what it keeps may be out of date then. */
  readonly attempt: number;
}

/** The handlers of a reactor. */
export class Handlers {
  constructor(
    private readonly reactor: string,
    private readonly source: string,
    private readonly handlers: ReadonlyMap<string, Decide>,
    private readonly trying: Trying,
  ) {}

  get events(): ReadonlySet<string> {
    return new Set(this.handlers.keys());
  }

  /** @throws what the handler throws, as one that `mayPass` where it does */
  async ask({ event, tenant, attempt }: Question): Promise<Reaction | null> {
    const decide = this.handlers.get(event.event);
    if (!decide) return null;
    const { correlationId, traceparent } = event.meta;
    try {
      return await runInContext({ tenant, correlationId, actor: `system:${this.reactor}` }, () =>
        inTrace(traceparent, () => decide(event, tenant, attempt)),
      );
    } catch (error) {
      throw asUnavailable(error);
    }
  }

  /** The same, tried again a few times: chance may have had a hand in it. */
  async insist({ event, tenant, attempt }: Question): Promise<Reaction | null> {
    for (let failures = 1; ; failures += 1) {
      try {
        return await this.ask({ event, tenant, attempt: attempt + failures - 1 });
      } catch (error) {
        if (mayPass(error) || failures >= this.trying.attempts) throw error;
        await pause(pauseAfter(failures, this.trying.backOff));
      }
    }
  }

  /** What a handler threw, for who reads it without the event at hand; what passes stays what it is. */
  failure({ event, position }: Meta, error: unknown): unknown {
    if (mayPass(error)) return error;
    const message = error instanceof Error ? messageOf(error) : String(error);
    return new Error(`${this.reactor} failed on ${event} at ${this.source}=${position}: ${message}`, { cause: error });
  }
}
