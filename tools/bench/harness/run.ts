import { lineOf, type BenchLine, type SkippedLine } from './line.js';
import { describeMachine } from './machine.js';
import { interleave } from './rounds.js';
import { CannotCompare, type Bench, type Contender, type Load, type Reference, type Stretch } from './types.js';
import { openWorkshop, type Workshop } from './workshop.js';

export interface BenchOptions {
  readonly rounds: number;
  /** Of each measurement, in benches that are sized by writers. */
  readonly seconds: number;
  readonly writers: readonly number[];
  /** In benches that are sized by events; the bench's own number if left out. */
  readonly events?: number;
  /** Names of references; all if left out. */
  readonly against?: readonly string[];
  /** Told what is going on, a line at a time. */
  readonly log: (line: string) => void;
  /** Told how far long work is, as often as one likes. */
  readonly progress?: (stretch: Stretch) => void;
  /** Told each result as soon as it is there. */
  readonly onLine: (line: BenchLine | SkippedLine) => void;
  /** Told at once how to clean up, should the run be ended from outside. */
  readonly whenStopping?: (close: () => Promise<void>) => void;
}

const OURS = 'aviary';
const MIB = 1024 ** 2;

/**
 * Measures ours and the references in the same run, on servers of its own, and cleans up.
 *
 * @throws Error if a contender has lost something, or anything fails but a reference that cannot be had here
 */
export async function runBench(bench: Bench, options: BenchOptions): Promise<void> {
  const { log, progress = () => undefined, whenStopping = () => undefined } = options;
  const { allParts = false, size } = bench;
  const events = size.by === 'events' ? (options.events ?? size.usual) : 0;
  const workshop = await openWorkshop({ log, progress, events, allParts, whenStopping });
  const contenders = new Map<string, Contender>();
  const machine = describeMachine(workshop.postgresVersion);
  try {
    contenders.set(OURS, await bench.ours(workshop));
    const wanted = bench.references.filter(({ name }) => options.against?.includes(name) ?? true);
    for (const reference of wanted) {
      const skipped = await enter(reference, contenders, workshop);
      if (skipped !== undefined) options.onLine({ name: `${bench.name}/${reference.name}`, skipped, machine });
    }
    const field = { workshop, contenders, machine };
    if (size.by === 'events') await measureEvents(bench, options, field);
    else await measureWriters(bench, options, field);
    for (const contender of contenders.values()) await contender.finalCheck?.();
  } finally {
    for (const contender of contenders.values()) await contender.close().catch(() => undefined);
    await workshop.close();
  }
}

/** Answers why it cannot take part, if it cannot. */
async function enter(
  { name, open, fewer }: Reference,
  contenders: Map<string, Contender>,
  workshop: Workshop,
): Promise<string | undefined> {
  try {
    contenders.set(name, await open({ ...workshop, events: fewer?.(workshop.events) ?? workshop.events }));
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

async function measureWriters(bench: Bench, options: BenchOptions, field: Field): Promise<void> {
  const { rounds, seconds, log } = options;
  for (const writers of options.writers) {
    log(`${bench.name}, writers: ${writers}, rounds: ${rounds}, each contender ${seconds} s a round`);
    const rates = await measure(field, { writers, seconds }, rounds);
    for (const { name, wanted, ...rest } of linesOf(bench, field, rates))
      options.onLine(
        lineOf({
          ...rest,
          ...{ name: `${name}/${writers}`, writers },
          wanted: wanted?.writers === writers ? wanted.ratio : null,
        }),
      );
  }
}

async function measureEvents(bench: Bench, options: BenchOptions, field: Field): Promise<void> {
  const { workshop, contenders } = field;
  const { events } = workshop;
  options.log(`${bench.name}, events: ${events}, rounds: ${options.rounds}`);
  const rates = await measure(field, { writers: 1, seconds: 0 }, options.rounds);
  const peak = contenders.get(OURS)?.peakBytes?.();
  for (const { fewer, wanted, ...rest } of linesOf(bench, field, rates))
    options.onLine(
      lineOf({
        ...rest,
        ...{ wanted: wanted?.ratio ?? null, events, referenceEvents: fewer?.(events) ?? events },
        ...(peak === undefined ? {} : { peakMiB: Math.round(peak / MIB) }),
      }),
    );
}

type Rates = ReadonlyMap<string, readonly number[]>;

async function measure({ workshop, contenders }: Field, load: Load, rounds: number): Promise<Rates> {
  // Else one would fall into somebody's round: the pages written first after it go into the WAL whole.
  await workshop.checkpoint();
  return await interleave(contenders, load, rounds);
}

/** What there is to tell of each reference that was measured. */
function linesOf({ name, unit, references }: Bench, { machine }: Field, rates: Rates) {
  const ours = rates.get(OURS) ?? [];
  return references.flatMap(({ name: against, wanted, fewer }) => {
    const reference = rates.get(against);
    return reference ? [{ name: `${name}/${against}`, ours, reference, unit, machine, wanted, fewer }] : [];
  });
}
