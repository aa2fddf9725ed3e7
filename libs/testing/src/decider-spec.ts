// oxlint-disable unicorn/no-thenable -- a spec reads given, when, then; awaiting one is refused
import { expect } from '@jest/globals';
import { type Decider, DomainError, type Fact, foldFacts } from '#libs/kernel';
import { deepFreeze } from './freeze.js';
import { assertNotAwaited } from './not-awaited.js';

export interface Decision<F extends Fact> {
  /** The command leads to exactly these facts, in this order (none: it changes nothing), and they can be folded. */
  then(...facts: F[]): void;
  /** The command is refused with this code and, if the spec is about them too, with these members. */
  thenError(code: string, members?: Partial<Pick<DomainError, 'kind' | 'field' | 'message' | 'extra'>>): void;
}

export interface DeciderSpec<Command, F extends Fact> {
  /** What has happened before. */
  given(...facts: F[]): { when(command: Command): Decision<F> };
  when(command: Command): Decision<F>;
}

/**
 * The grammar for a decider's specs:
 *
 * ```ts
 * deciderSpec(task).given(created, assigned).when({ type: 'complete', by }).then(completed);
 * deciderSpec(task).when({ type: 'complete', by }).thenError('task-not-found');
 * ```
 * State, facts and command are frozen: a decider that changes them throws.
 */
export function deciderSpec<State, Command, F extends Fact>(
  decider: Decider<State, Command, F>,
): DeciderSpec<Command, F> {
  const given = (...facts: F[]) => ({ when: (command: Command) => decision(decider, facts, command) });
  return { given, when: (command) => given().when(command) };
}

function stateAfter<State, Command, F extends Fact>(decider: Decider<State, Command, F>, facts: readonly F[]): State {
  const evolve = (state: State, fact: F) => deepFreeze(decider.evolve(state, fact));
  return foldFacts({ initialState: deepFreeze(decider.initialState), evolve }, deepFreeze(facts));
}

function decision<State, Command, F extends Fact>(
  decider: Decider<State, Command, F>,
  before: readonly F[],
  command: Command,
): Decision<F> {
  const decide = () => decider.decide(deepFreeze(command), stateAfter(decider, before));
  return {
    then(...facts) {
      assertNotAwaited(facts);
      const decided = decide();
      expect(decided).toEqual(facts);
      stateAfter(decider, [...before, ...decided]);
    },
    thenError(code, members = {}) {
      const error = thrownBy(decide);
      expect(error.code).toBe(code);
      expect(error).toMatchObject(members);
    },
  };
}

function thrownBy(decide: () => readonly Fact[]): DomainError {
  let facts: readonly Fact[];
  try {
    facts = decide();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error(`The command was not refused; it led to ${JSON.stringify(facts)}`);
}
