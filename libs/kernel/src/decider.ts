import { type Fact } from './event.js';

/**
 * An aggregate is this and nothing more: where it starts, how a fact changes it, and which facts a command leads to.
 * All three are pure; time, ids, the actor and random draws come in with the command.
 */
export interface Decider<State, Command, F extends Fact> {
  readonly initialState: State;
  evolve(state: State, fact: F): State;
  /** @throws DomainError when the command is refused. */
  decide(command: Command, state: State): readonly F[];
}

/** Folds facts into the state they lead to. */
export function foldFacts<State, F extends Fact>(
  decider: Pick<Decider<State, never, F>, 'initialState' | 'evolve'>,
  facts: Iterable<F>,
): State {
  let state = decider.initialState;
  for (const fact of facts) state = decider.evolve(state, fact);
  return state;
}
