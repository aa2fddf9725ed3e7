import { median, spread } from './statistics.js';

/** One result: ours and one reference, under one load. */
export interface BenchLine {
  /** `<bench>/<reference>/<writers>` */
  readonly name: string;
  /** Medians over the rounds. */
  readonly ours: number;
  readonly reference: number;
  /** `ours / reference`: above 1, ours is quicker. */
  readonly ratio: number;
  readonly unit: string;
  /** How many rounds were measured. */
  readonly runs: number;
  /** How far the ratios of the single rounds lie apart: (highest − lowest) / median. */
  readonly spread: number;
  readonly machine: string;
  /** The ratio we want to reach; null with a load for which there is none. */
  readonly wanted: number | null;
  /** In benches that are sized by writers. */
  readonly writers?: number;
  /** In benches that are sized by events: how many ours has worked off, and how many the reference. */
  readonly events?: number;
  readonly referenceEvents?: number;
  /** The most memory that our process has taken, in MiB; where ours has a process of its own. */
  readonly peakMiB?: number;
}

/** A reference that could not be measured here. */
export interface SkippedLine {
  readonly name: string;
  /** Why, and what to do about it. */
  readonly skipped: string;
  readonly machine: string;
}

export interface LineParts extends Omit<BenchLine, 'ours' | 'reference' | 'ratio' | 'runs' | 'spread'> {
  /** Rates of the same rounds, in their order. */
  readonly ours: readonly number[];
  readonly reference: readonly number[];
}

const rounded = (value: number, digits: number) => Number(value.toFixed(digits));

/** Sums the rounds up. */
export function lineOf({ name, ours, reference, unit, ...rest }: LineParts): BenchLine {
  const [our, their] = [median(ours), median(reference)];
  const ratios = ours.map((rate, round) => rate / (reference[round] ?? Number.NaN));
  return {
    name,
    ours: Math.round(our),
    reference: Math.round(their),
    ratio: rounded(our / their, 2),
    unit,
    runs: ours.length,
    spread: rounded(spread(ratios), 2),
    ...rest,
  };
}
