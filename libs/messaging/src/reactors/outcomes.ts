import { InvalidEventError } from '#libs/contracts';
import { type AppendOutcome } from '#libs/event-store';
import { DomainError } from '#libs/kernel';
import { mayPass } from './handlers.js';

/** Whether it is what was to be recorded that is wrong: too large, not as its schema says, about somebody erased. */
export function isRefusal(error: unknown): boolean {
  return error instanceof InvalidEventError || (error instanceof DomainError && !mayPass(error));
}

/** Whether the same cause may be decided once more: what the decision rested on has changed. */
export function mayDecideAgain(outcome: AppendOutcome): boolean {
  return outcome.outcome === 'duplicate' || (outcome.outcome === 'conflict' && outcome.reason !== 'checkpoint');
}

/** For an error's text. */
export function describe(outcome: AppendOutcome): string {
  return outcome.outcome === 'conflict' ? `its ${outcome.reason} has moved` : outcome.outcome;
}
