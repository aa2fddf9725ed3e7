import { lineOf, type BenchLine, type SkippedLine } from './line.js';
import { describeMachine } from './machine.js';
import { interleave } from './rounds.js';
import { CannotCompare, type Bench, type Contender, type Reference } from './types.js';
import { openWorkshop, type Workshop } from './workshop.js';

export interface BenchOptions {
  readonly rounds: number;
  /** Of each measurement. */
  readonly seconds: number;
  readonly writers: readonly number[];
  /** Names of references; all if left out. */
  readonly against?: readonly string[];
  /** Told what is going on, a line at a time. */
  readonly log: (line: string) => void;
  /** Told each result as soon as it is there. */
  readonly onLine: (line: BenchLine | SkippedLine) => void;
  /** Told at once how to clean up, should the run be ended from outside. */
  readonly whenStopping?: (close: () => Promise<void>) => void;
}

const OURS = 'aviary';

/**
 * Measures ours and the references in the same run, on a server of its own, and cleans up.
 *
 * @throws Error if a contender has lost something, or anything fails but a reference that cannot be had here
 */
export async function runBench(bench: Bench, options: BenchOptions): Promise<void> {
  const workshop = await openWorkshop(options.log, options.whenStopping ?? (() => undefined));
  const contenders = new Map<string, Contender>();
  const machine = describeMachine(workshop.postgresVersion);
  try {
    contenders.set(OURS, await bench.ours(workshop));
    const wanted = bench.references.filter(({ name }) => options.against?.includes(name) ?? true);
    for (const reference of wanted) {
      const skipped = await enter(reference, contenders, workshop);
      if (skipped !== undefined) options.onLine({ name: `${bench.name}/${reference.name}`, skipped, machine });
    }
    await measureAll(bench, options, { workshop, contenders, machine });
    for (const contender of contenders.values()) await contender.finalCheck?.();
  } finally {
    for (const contender of contenders.values()) await contender.close().catch(() => undefined);
    await workshop.close();
  }
}

/** Answers why it cannot take part, if it cannot. */
async function enter(
  { name, open }: Reference,
  contenders: Map<string, Contender>,
  workshop: Workshop,
): Promise<string | undefined> {
  try {
    contenders.set(name, await open(workshop));
    return undefined;
  } catch (error) {
    if (error instanceof CannotCompare) return error.message;
    throw error;
  }
}

interface Field {
  readonly workshop: Workshop;
  readonly contenders: ReadonlyMap<string, Contender>;
  readonly machine: string;
}

async function measureAll(bench: Bench, options: BenchOptions, { workshop, contenders, machine }: Field) {
  const { rounds, seconds, log } = options;
  for (const writers of options.writers) {
    log(`${bench.name}, writers: ${writers}, rounds: ${rounds}, each contender ${seconds} s a round`);
    const load = { writers, seconds };
    // Else one would fall into somebody's round: the pages written first after it go into the WAL whole.
    await workshop.checkpoint();
    const rates = await interleave(contenders, load, rounds);
    for (const reference of bench.references) {
      const measured = rates.get(reference.name);
      if (!measured) continue;
      const name = `${bench.name}/${reference.name}/${writers}`;
      const wanted = writers === reference.wanted.writers ? reference.wanted.ratio : null;
      const ours = rates.get(OURS) ?? [];
      options.onLine(lineOf({ name, ours, reference: measured, unit: bench.unit, machine, writers, wanted }));
    }
  }
}
