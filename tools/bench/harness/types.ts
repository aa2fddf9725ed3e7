import { type Workshop } from './workshop.js';

/** How hard a contender is to work, and for how long. */
export interface Load {
  /** So many work at the same time, each waiting for its answer before it goes on. */
  readonly writers: number;
  readonly seconds: number;
}

/** One of those who are compared: ours, or a reference. */
export interface Contender {
  /** Works for about so long. Answers how much was done a second. */
  measure(load: Load): Promise<number>;
  /** @throws Error if what it has done so far is not all there, or not as it should be */
  check(): Promise<void>;
  /** A thorough last look, for what takes too long after each round. */
  finalCheck?(): Promise<void>;
  close(): Promise<void>;
}

/** What ours is measured against. */
export interface Reference {
  readonly name: string;
  /** The ratio we want to reach, and with how many writers. */
  readonly wanted: { readonly writers: number; readonly ratio: number };
  /** @throws CannotCompare if this machine lacks what it needs */
  readonly open: (workshop: Workshop) => Promise<Contender>;
}

/** What can be measured. */
export interface Bench {
  readonly name: string;
  readonly description: string;
  /** What `ours` and `reference` count. */
  readonly unit: string;
  readonly mostWriters: number;
  readonly ours: (workshop: Workshop) => Promise<Contender>;
  readonly references: readonly Reference[];
}

/** A reference that cannot be measured on this machine; the message is a sentence that says what to do. */
export class CannotCompare extends Error {
  override readonly name = 'CannotCompare';
}
