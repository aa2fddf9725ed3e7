import { Command, InvalidArgumentError, Option } from 'commander';
import { SERVICES_WITH_LOG } from '#libs/platform';
import { ProblemError } from '../local/client.js';
import { confirmed } from './confirm.js';
import { homeOption, jsonOption, positionArgument } from './options.js';
import { print, table } from './output.js';
import { type ServiceClient, serviceClient } from './service-client.js';

interface Options {
  readonly home: string;
  readonly tenant: string;
  readonly service?: string;
  readonly from?: number;
  readonly yes?: boolean;
  readonly json?: boolean;
}

interface Standing {
  readonly service: string;
  readonly epoch: number;
  readonly position: number;
}

interface Opened {
  readonly service: string;
  readonly opened: boolean;
  readonly epoch: number;
  readonly fromPosition: number;
}

/** Reading what a topic holds of a large log takes its time. */
const TIMEOUT_MS = 30 * 60_000;

/** `aviary log …`: acts on logs as a whole. */
export function logCommand(): Command {
  return new Command('log').description('the logs of a tenant as a whole').addCommand(
    new Command('new-epoch')
      .description(
        'after a tenant’s database was put back: what its topics have and its logs have not is void; ' +
          'needed only where Aviary does not notice by itself',
      )
      .requiredOption('--tenant <name>', 'whose logs')
      .addOption(new Option('--service <name>', 'this log only (default: all of them)').choices(SERVICES_WITH_LOG))
      .option('--from <position>', 'void from here on, without looking into the topic', placeArgument)
      .option('-y, --yes', 'do not ask; needed where there is no terminal to ask on')
      .addOption(homeOption())
      .addOption(jsonOption())
      .action(newEpoch),
  );
}

/** @throws InvalidArgumentError unless it is a position that an event can have */
function placeArgument(text: string): number {
  const position = positionArgument(text);
  if (position < 1) throw new InvalidArgumentError('Positions begin with 1.');
  return position;
}

async function newEpoch(options: Options, command: Command): Promise<void> {
  const { home, tenant, service, from, yes } = options;
  if (from !== undefined && service === undefined)
    command.error('error: --from is a position in one log; add --service to say in which');
  // Before anything is looked up: without an answer to the question nothing can follow.
  if (!yes && !process.stdin.isTTY)
    command.error('error: there is no terminal to ask on; add --yes to open epochs without being asked');
  const client = await serviceClient(home, tenant);
  const services = service === undefined ? SERVICES_WITH_LOG : [service];
  const before = (await Promise.all(services.map((each) => standingOf(client, each)))).flat();
  if (!yes && !(await confirmed(question(tenant, before), tenant))) throw new Error('No epoch was opened.');
  const logs: Opened[] = [];
  for (const standing of before) logs.push(await open(client, standing, from));
  print({ tenant, logs }, options, human);
}

/** None of a service that keeps no log, as keeper. */
async function standingOf(client: ServiceClient, service: string): Promise<Standing[]> {
  try {
    return [await client<Standing>(service, '/internal/epochs')];
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'no-log') return [];
    throw error;
  }
}

async function open(client: ServiceClient, { service, epoch }: Standing, from: number | undefined): Promise<Opened> {
  const body = { after: epoch, ...(from === undefined ? {} : { fromPosition: from }) };
  return await client<Opened>(service, '/internal/epochs', { method: 'POST', body, timeout: TIMEOUT_MS });
}

function question(tenant: string, logs: readonly Standing[]): string {
  const list = logs.map(({ service, epoch, position }) => `${service}=${epoch}.${position}`).join(', ');
  return `This opens a new epoch of these logs of ${tenant}: ${list}.\nWhatever others have seen that is not in them is void, and is folded back; it cannot be undone.`;
}

function human({ logs }: { readonly logs: readonly Opened[] }): string {
  const rows = logs.map(({ service, opened, epoch, fromPosition }) => [
    ...[service, epoch, fromPosition, opened ? 'opened' : 'somebody else was faster'],
  ]);
  return table(['LOG', 'EPOCH', 'FROM', ''], rows);
}
