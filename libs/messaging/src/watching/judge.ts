import { type PartitionEnds } from './topic-ends.js';

/** Where a reader is in a partition, and since when it has been there. */
export interface ReaderPlace {
  /** The next offset it will read. */
  readonly cursor: bigint;
  /** For how long the cursor has not moved. Milliseconds. */
  readonly stillMs: number;
}

/**
 * How a reader and its partition stand to each other:
 * - `another`: the partition ends before the cursor: it is another topic of that name, or was cut off;
 * - `eaten`: what the cursor points at was deleted;
 * - `stalled`: there is more, and the reader has not gone on for too long;
 * - `at-end`: all there is has been read;
 * - `reading`.
 */
export type Judgement = 'another' | 'eaten' | 'stalled' | 'at-end' | 'reading';

/** @param patienceMs how long a cursor may stand still while there is more */
export function judge({ cursor, stillMs }: ReaderPlace, { low, high }: PartitionEnds, patienceMs: number): Judgement {
  if (cursor > high) return 'another';
  if (cursor < low) return 'eaten';
  if (cursor === high) return 'at-end';
  return stillMs > patienceMs ? 'stalled' : 'reading';
}
