import { type Patch } from './build.js';
import { type Chance } from './chance.js';
import { type World } from './world.js';

/** A deliberate break of the code that the fault must bring to light. */
export interface Mutant {
  /** What it does wrong, as in "answers before it has stored". */
  readonly what: string;
  readonly patches: readonly Patch[];
  /** What the oracle has to say of it; another complaint convicts nobody. */
  readonly convictedBy: RegExp;
}

/** Something that goes wrong, done to real parts, and what has to hold after it. */
export interface Fault {
  /** Short, for `-t`, the seed and docs/faults.md. */
  readonly name: string;
  /** What has to hold, as a sentence. */
  readonly holds: string;
  /** Whether it belongs to the short set. */
  readonly short: boolean;
  /** Why it cannot be done on this machine; undefined if it can. */
  readonly impossible?: () => string | undefined;
  /** @returns what is wrong, in sentences */
  run(world: World, chance: Chance): Promise<readonly string[]>;
  readonly mutants: readonly Mutant[];
}
