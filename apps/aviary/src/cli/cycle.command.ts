import { Command } from 'commander';
import { closeCycles, type ParkedCause } from './close-cycles.js';
import { clockCommand } from './cycle-clock.js';
import { dayArgument, homeOption, jsonOption, tenantOption, throughOption } from './options.js';
import { print, table } from './output.js';
import { Progress } from './progress.js';
import { serviceClient } from './service-client.js';

interface Options {
  readonly home: string;
  readonly tenant: string;
  readonly through?: string;
  readonly json?: boolean;
}

interface Totals {
  readonly cycle: string;
  readonly fees: number;
  readonly rewards: number;
  readonly payouts: number;
  readonly managementEarnings: number;
  readonly accounts: number | null;
}

interface Preview {
  readonly through: string;
  readonly cycles: readonly Totals[];
  readonly payouts: readonly { cycle: string; employeeId: string; amount: number }[];
  readonly parked: readonly ParkedCause[];
}

interface Shown extends Totals {
  readonly status: string;
}

/** `aviary cycle …`: looks at billing cycles, and closes them. */
export function cycleCommand(): Command {
  return new Command('cycle')
    .description('billing cycles')
    .addCommand(
      common(new Command('preview'))
        .description('what closing would do now; nothing is written')
        .addOption(throughOption())
        .action(preview),
    )
    .addCommand(
      common(new Command('close'))
        .description('close every cycle through a day: pay positive balances out, carry negative ones over')
        .addOption(throughOption())
        .action(close),
    )
    .addCommand(
      common(new Command('show'))
        .description('the last cycles, or one of them')
        .argument('[cycle]', 'a day as YYYY-MM-DD', dayArgument)
        .action(show),
    )
    .addCommand(clockCommand());
}

const common = (command: Command): Command =>
  command.addOption(tenantOption()).addOption(homeOption()).addOption(jsonOption());

async function preview(options: Options): Promise<void> {
  const client = await serviceClient(options.home, options.tenant);
  const query = options.through === undefined ? '' : `?through=${options.through}`;
  const result = await client<Preview>('accounting', `/api/accounting/cycles/preview${query}`);
  print(result, options, inWords);
}

/** As many as one looks through; years of them are for programs. */
const MOST_ROWS = 50;

function inWords({ through, cycles, payouts, parked }: Preview): string {
  if (cycles.length === 0) return `There is nothing to close through ${through}.${parkedText(parked)}`;
  const verdict = `Closing through ${through} would close ${counted(cycles.length)} and issue ${payouts.length} payouts.`;
  const last = cycles.length > MOST_ROWS ? ` The last ${MOST_ROWS} of them (--json gives all):` : '';
  return `${verdict}${last}\n\n${cycleTable(cycles.slice(-MOST_ROWS))}${parkedText(parked)}`;
}

async function close(options: Options): Promise<void> {
  const connect = () => serviceClient(options.home, options.tenant);
  const result = await closeCycles(connect, options.through, new Progress());
  print(result, options, ({ through, closed, from, to, payouts, paid, parked }) => {
    const verdict =
      closed === 0
        ? `There was nothing left to close through ${through}.`
        : `Closed ${counted(closed)} from ${from} to ${to}: ${payouts} payouts, ${paid} in all.`;
    return `${verdict}${parkedText(parked)}`;
  });
}

/** What is missing, and where to look. */
function parkedText(parked: readonly ParkedCause[]): string {
  const [first] = parked;
  if (!first) return '';
  const count = parked.length === 1 ? 'One event of tasks is' : `${parked.length} events of tasks are`;
  const place = `tasks=${first.position}, ${first.event}: ${first.reason ?? 'it waits'}`;
  return `\n\n${count} set aside and not entered (${place}). See: aviary dead-letters list --service accounting`;
}

async function show(cycle: string | undefined, options: Options): Promise<void> {
  const client = await serviceClient(options.home, options.tenant);
  if (cycle !== undefined)
    return print(await client<Shown>('accounting', `/api/accounting/cycles/${cycle}`), options, (it) =>
      cycleTable([it]),
    );
  const page = await client<{ items: Shown[] }>('accounting', '/api/accounting/cycles');
  print(page, options, ({ items }) => (items.length === 0 ? 'There is no cycle yet.' : cycleTable(items)));
}

const counted = (cycles: number): string => (cycles === 1 ? '1 cycle' : `${cycles} cycles`);

function cycleTable(cycles: readonly (Totals & { status?: string })[]): string {
  return table(
    ['CYCLE', 'STATUS', 'ACCOUNTS', 'FEES', 'REWARDS', 'EARNINGS', 'PAYOUTS'],
    cycles.map((it) => [it.cycle, it.status, it.accounts, it.fees, it.rewards, it.managementEarnings, it.payouts]),
  );
}
