import { type Stretch, type Workshop } from './workshop.js';

/** How hard a contender is to work, and for how long. One that works off a number of events looks at neither. */
export interface Load {
  /** So many work at the same time, each waiting for its answer before it goes on. */
  readonly writers: number;
  readonly seconds: number;
}

/** One of those who are compared: ours, or a reference. */
export interface Contender {
  /** Works for about so long, or until its events are worked off. Answers how much was done a second. */
  measure(load: Load): Promise<number>;
  /** @throws Error if what it has done so far is not all there, or not as it should be */
  check(): Promise<void>;
  /** A thorough last look, for what takes too long after each round. */
  finalCheck?(): Promise<void>;
  /** The most memory that its process has taken so far, in bytes; of one that has a process of its own. */
  peakBytes?(): number;
  close(): Promise<void>;
}

/** What ours is measured against. */
export interface Reference {
  readonly name: string;
  /** The ratio we want to reach, and with how many writers, where there are any. */
  readonly wanted?: { readonly writers?: number; readonly ratio: number };
  /** How many of so many events it is given, if it would take too long over all of them. */
  readonly fewer?: (events: number) => number;
  /** @throws CannotCompare if this machine lacks what it needs */
  readonly open: (workshop: Workshop) => Promise<Contender>;
}

/** By what a bench is sized: by who writes at the same time and for how long, or by events that are worked off. */
export type Size =
  | { readonly by: 'writers'; readonly most: number }
  | { readonly by: 'events'; readonly usual: number };

/** What can be measured. */
export interface Bench {
  readonly name: string;
  readonly description: string;
  /** What `ours` and `reference` count. */
  readonly unit: string;
  readonly size: Size;
  /** Whether it takes Kafka and the registry, and not PostgreSQL alone. */
  readonly allParts?: boolean;
  readonly ours: (workshop: Workshop) => Promise<Contender>;
  readonly references: readonly Reference[];
}

export { type Stretch };

/** A reference that cannot be measured on this machine; the message is a sentence that says what to do. */
export class CannotCompare extends Error {
  override readonly name = 'CannotCompare';
}
