import { Command, InvalidArgumentError } from 'commander';
import { type Bench, type BenchLine, benches, runBench, type SkippedLine } from '#tools/bench';
import { jsonOption } from './options.js';
import { table } from './output.js';
import { Progress } from './progress.js';

interface Options {
  readonly rounds: number;
  readonly seconds: number;
  readonly writers: readonly number[];
  readonly events?: number;
  readonly against?: readonly string[];
  readonly json?: boolean;
}

const INTERRUPTED = 130;

const MOST_EVENTS = 100_000_000;
const usual = benches.flatMap(({ name, size }) => (size.by === 'events' ? `${name}: ${size.usual}` : [])).join(', ');

/** `aviary bench <name>`: exit code 0 when everything was measured and checked, whatever the ratios are. */
export function benchCommand(): Command {
  const names = benches.map(({ name, description }) => `  ${name.padEnd(12)}${description}`);
  return new Command('bench')
    .description('measure Aviary against references, in the same run and on servers of its own')
    .argument('[name]', `what to measure: ${benches.map(({ name }) => name).join(', ')}`)
    .addHelpText('after', `\nWhat can be measured:\n${names.join('\n')}\n`)
    .option('--rounds <number>', 'how often each contender is measured', wholeNumber(1, 1_000), 5)
    .option('--seconds <number>', 'append: how long each measurement takes', secondsArgument, 3)
    .option('--writers <list>', 'append: how many write at once, separated by commas', writersArgument, [1, 16, 64])
    .option('--events <number>', `the others: how many events are worked off (${usual})`, wholeNumber(1, MOST_EVENTS))
    .option('--against <list>', 'references, separated by commas (default: all)', (text) => text.split(','))
    .addOption(jsonOption().default(undefined, 'one JSON object per line'))
    .action(run);
}

async function run(name: string | undefined, options: Options, command: Command): Promise<void> {
  const bench = benches.find((candidate) => candidate.name === name);
  if (!bench) return command.error(wrongName('bench', name, benches));
  const unknown = options.against?.find((against) => !bench.references.some((reference) => reference.name === against));
  if (unknown !== undefined) return command.error(wrongName('reference', unknown, bench.references));
  const stray = strayOption(bench, command);
  if (stray !== undefined) return command.error(`error: ${bench.name} is not sized by --${stray}.`);
  const lines: (BenchLine | SkippedLine)[] = [];
  const stopping = stopOnSignals();
  const progress = new Progress();
  const running = runBench(bench, {
    ...options,
    log: (line) => {
      progress.end();
      process.stderr.write(`  ${line}\n`);
    },
    progress: (stretch) => progress.tell(stretch),
    onLine: (line) => {
      if (options.json) process.stdout.write(`${JSON.stringify(line)}\n`);
      lines.push(line);
    },
    whenStopping: stopping.whenStopping,
  });
  await running.catch((error: unknown) => {
    if (stopping.begun) return new Promise(() => undefined);
    throw error;
  });
  progress.end();
  if (!options.json) process.stdout.write(`${human(lines)}\n`);
}

function wrongName(what: string, name: string | undefined, known: readonly { readonly name: string }[]): string {
  const wrong = name === undefined ? `Name a ${what}` : `There is no ${what} '${name}'`;
  return `error: ${wrong}; there ${known.length === 1 ? 'is' : 'are'} ${known.map((each) => each.name).join(', ')}.`;
}

/** An option that was given and means nothing to this bench. */
function strayOption({ size }: Bench, command: Command): string | undefined {
  const others = size.by === 'events' ? ['writers', 'seconds'] : ['events'];
  return others.find((name) => command.getOptionValueSource(name) === 'cli');
}

/** Whatever is being measured is left at once: it is the server that must be stopped, and its data deleted. */
function stopOnSignals() {
  let begun = false;
  let close = (): Promise<void> => Promise.resolve();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (begun) return;
      begun = true;
      process.stderr.write('  stopping\n');
      // What still works against the server fails now, also in code that is not ours: nobody needs to hear of it.
      for (const failure of ['uncaughtException', 'unhandledRejection'] as const) process.on(failure, () => undefined);
      void close().finally(() => process.exit(INTERRUPTED));
    });
  return {
    get begun() {
      return begun;
    },
    whenStopping: (how: () => Promise<void>) => {
      close = how;
    },
  };
}

function human(lines: readonly (BenchLine | SkippedLine)[]): string {
  const measured = lines.filter((line) => 'ratio' in line);
  const skipped = lines.filter((line) => 'skipped' in line);
  const [first] = measured;
  const rows = measured.map((line) => [line.name, line.ours, line.reference, line.ratio, line.wanted, line.spread]);
  return [
    table(['NAME', 'OURS', 'REFERENCE', 'RATIO', 'WANTED', 'SPREAD'], rows),
    ...skipped.map((line) => `${line.name} was skipped. ${line.skipped}`),
    ...(first?.peakMiB === undefined ? [] : [`Our process took at most ${first.peakMiB} MiB.`]),
    ...measured.flatMap(({ name, events, referenceEvents }) =>
      events === referenceEvents ? [] : [`${name}: the reference over ${referenceEvents} events, ours over ${events}.`],
    ),
    ...(first ? [`${first.unit}, medians of ${first.runs} rounds; ${first.machine}`] : []),
  ].join('\n');
}

/** @throws InvalidArgumentError unless it is a whole number in this range */
function wholeNumber(least: number, most: number) {
  return (text: string): number => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < least || number > most)
      throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
    return number;
  };
}

function secondsArgument(text: string): number {
  const seconds = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || seconds <= 0 || seconds > 600)
    throw new InvalidArgumentError('Give a number of seconds, at most 600.');
  return seconds;
}

const mostWriters = Math.min(...benches.map(({ size }) => (size.by === 'writers' ? size.most : Infinity)));
const writersArgument = (text: string): number[] => text.split(',').map(wholeNumber(1, mostWriters));
