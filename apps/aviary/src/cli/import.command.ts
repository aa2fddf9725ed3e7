import { createReadStream, statSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { SYSTEM_TENANT } from '#libs/tenancy';
import { importFile } from '../import/import-file.js';
import { type BadRow, type ImportEnd } from '../import/import-news.js';
import { closesByClock, isTenant, prepareTenant } from '../import/prepare-tenant.js';
import { findRunning } from '../local/running.js';
import { homeOption, jsonOption } from './options.js';
import { print } from './output.js';
import { Progress } from './progress.js';

interface Options {
  readonly tenant: string;
  readonly dryRun?: boolean;
  readonly home: string;
  readonly json?: boolean;
}

interface Result extends ImportEnd {
  readonly tenant: string;
  /** Whether the tenant was made for it. */
  readonly created: boolean;
  /** Whether the clock closes its cycles; null where nothing was to be written. */
  readonly cyclesOn: boolean | null;
  readonly badRows: readonly BadRow[];
  readonly seconds: number;
}

/** `aviary import`: exit code 0 when all rows are in, 1 when some or all are not, 2 for wrong use. */
export function importCommand(): Command {
  return new Command('import')
    .summary('a file of work that was done elsewhere, into a company')
    .description(
      'Import tasks of the past with their people and projects, from comma-separated values: columns id, title, project, ' +
        'assignee, createdAt, completedAt, and ticket if there is one, in any order. What is in already changes nothing, so ' +
        'an import that broke off is simply run again. A tenant that is not there is made.',
    )
    .argument('<file>', 'the file')
    .requiredOption('--tenant <name>', 'the company it goes to')
    .option('--dry-run', 'look at all rows, and write nothing')
    .addOption(homeOption())
    .addOption(jsonOption())
    .action(run);
}

async function run(file: string, options: Options, command: Command): Promise<void> {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile())
    command.error(`error: there is no file ${file}; give the path of a file of comma-separated values`);
  const { tenant, dryRun = false, home } = options;
  const begun = performance.now();
  const running = findRunning(home);
  const log = (line: string) => void process.stderr.write(`${line}\n`);
  const created = !dryRun && (await prepareTenant(running, tenant, log));
  const cyclesOn = dryRun ? null : await closesByClock(running, tenant);
  // To look at rows for a company that is not there yet, one that knows no task will do.
  const looker = !dryRun || (await isTenant(running, tenant)) ? tenant : SYSTEM_TENANT;
  const badRows: BadRow[] = [];
  const progress = new Progress();
  const total = await rowsOf(file);
  const wanted = { path: file, source: path.basename(file), tenant: looker, dryRun };
  try {
    const end = await importFile(running, wanted, {
      bad: (row) => badRows.push(row),
      progress: ({ rows }) =>
        progress.tell({ doing: dryRun ? 'checking' : 'importing', done: rows, total, unit: 'rows' }),
    });
    progress.end();
    const seconds = Math.round(performance.now() - begun) / 1_000;
    print<Result>({ tenant, created, cyclesOn, ...end, badRows, seconds }, options, human);
    if (end.bad > 0) process.exitCode = 1;
  } finally {
    progress.end();
  }
}

/** How many rows a file has, but for lines that are empty or within quotes: good enough to say how long it will take. */
async function rowsOf(file: string): Promise<number> {
  let lines = -1;
  let last = 10;
  for await (const piece of createReadStream(file) as AsyncIterable<Buffer>) {
    for (let at = piece.indexOf(10); at !== -1; at = piece.indexOf(10, at + 1)) lines += 1;
    last = piece.at(-1) ?? last;
  }
  return Math.max(0, lines + (last === 10 ? 0 : 1));
}

const number = (count: number): string => count.toLocaleString('en-US');

function human(result: Result): string {
  const { tenant, cyclesOn, dryRun, rows, imported, already, bad, badRows, people, projects, seconds } = result;
  const told = badRows.map(({ line, reason }) => `  line ${line}: ${reason}`);
  const untold = bad > badRows.length ? [`  and ${number(bad - badRows.length)} more`] : [];
  const verb = dryRun ? 'would go into' : 'went into';
  return [
    `${number(imported)} of ${number(rows)} rows ${verb} ${tenant} (${seconds.toFixed(1)} s), ${number(already)} were in before.`,
    `They name ${number(people)} people and ${number(projects)} projects.`,
    ...(bad > 0 ? [`${number(bad)} rows are bad${dryRun ? '' : ' and were left out'}:`, ...told, ...untold] : []),
    ...(cyclesOn === false
      ? [`The clock closes no cycle of ${tenant} until it is switched on: aviary cycle clock on --tenant ${tenant}`]
      : []),
  ].join('\n');
}
