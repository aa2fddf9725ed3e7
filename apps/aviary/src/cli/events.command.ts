import { setTimeout as pause } from 'node:timers/promises';
import { Command, Option } from 'commander';
import { SERVICES_WITH_LOG } from '#libs/platform';
import { eventLine, type EventView } from './event-text.js';
import { homeOption, jsonOption, positionArgument, tenantOption } from './options.js';
import { print } from './output.js';
import { searchCommand } from './search-events.js';
import { type ServiceClient, serviceClient } from './service-client.js';
import { showCommand } from './show-stream.js';

interface Options {
  readonly home: string;
  readonly tenant: string;
  readonly json?: boolean;
  readonly service?: string;
}

interface TailOptions extends Options {
  readonly after?: number;
  readonly lines: number;
  readonly follow: boolean;
}

const POLL_MS = 500;
const PAGE = 200;

/** `aviary events …`: reads logs as people can read them. */
export function eventsCommand(): Command {
  const service = () => new Option('--service <name>', 'whose log to read').choices(SERVICES_WITH_LOG);
  return new Command('events')
    .description("the services' logs, decoded; personal fields are masked")
    .addCommand(
      common(new Command('tail'))
        .description('the last events of a log, and those that come, until Ctrl-C')
        .addOption(service().default('tasks'))
        .option('--after <position>', 'begin after this position instead', positionArgument)
        .option('-n, --lines <number>', 'how many to begin with', positionArgument, 10)
        .option('--no-follow', 'print what is there and end')
        .action(tail),
    )
    .addCommand(showCommand())
    .addCommand(searchCommand());
}

const common = (command: Command): Command =>
  command.addOption(tenantOption()).addOption(homeOption()).addOption(jsonOption());

async function tail(options: TailOptions): Promise<void> {
  const client = await serviceClient(options.home, options.tenant);
  const service = options.service ?? 'tasks';
  let after = options.after ?? Math.max(0, (await headOf(client, service, options.tenant)) - options.lines);
  for (;;) {
    const path = `/api/ops/events?service=${service}&after=${after}&limit=${PAGE}`;
    const { items } = await client<{ items: EventView[] }>('keeper', path);
    for (const event of items) print(event, { ...options, json: false }, options.json ? JSON.stringify : eventLine);
    after = items.at(-1)?.position ?? after;
    if (items.length === PAGE) continue;
    if (!options.follow) return;
    await pause(POLL_MS);
  }
}

async function headOf(client: ServiceClient, service: string, tenant: string): Promise<number> {
  interface Log {
    readonly service: string;
    readonly tenant: string;
    readonly position: number;
  }
  const { sections } = await client<{ sections: { logs?: Log[] } }>('keeper', '/api/ops/status');
  return sections.logs?.find((log) => log.service === service && log.tenant === tenant)?.position ?? 0;
}
