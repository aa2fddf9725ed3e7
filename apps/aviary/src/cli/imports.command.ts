import { Command, InvalidArgumentError } from 'commander';
import { isUuid } from '#libs/kernel';
import { homeOption, jsonOption, tenantOption } from './options.js';
import { print, table } from './output.js';
import { serviceClient } from './service-client.js';

interface Options {
  readonly home: string;
  readonly tenant: string;
  readonly reason: string;
  readonly json?: boolean;
}

interface Listed {
  readonly id: string;
  readonly status: string;
  readonly source: string | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly tasks: number | null;
  readonly reason: string | null;
}

const PERMISSIONS = ['imports.can_add'];

/** `aviary imports …`: what has been imported, and an end for what never will be. */
export function importsCommand(): Command {
  return new Command('imports')
    .description('imports of a company; while one is open, the clock closes no cycle')
    .addCommand(common(new Command('list')).description('the last of them').action(list))
    .addCommand(
      common(new Command('abandon'))
        .description('give one up that will not be run again; what it brought in stays')
        .argument('<id>', 'of the import', uuidArgument)
        .requiredOption('--reason <text>', 'why, for those who look at it later')
        .action(abandon),
    );
}

const common = (command: Command): Command =>
  command.addOption(tenantOption()).addOption(homeOption()).addOption(jsonOption());

/** @throws InvalidArgumentError unless it is a UUID */
function uuidArgument(text: string): string {
  if (!isUuid(text.toLowerCase())) throw new InvalidArgumentError('Give the id that "aviary imports list" shows.');
  return text.toLowerCase();
}

async function list(options: Options): Promise<void> {
  const client = await serviceClient(options.home, options.tenant, PERMISSIONS);
  const page = await client<{ items: Listed[] }>('tasks', '/api/tasks/imports');
  print(page, options, ({ items }) => (items.length === 0 ? 'Nothing was imported.' : importTable(items)));
}

async function abandon(id: string, options: Options): Promise<void> {
  const client = await serviceClient(options.home, options.tenant, PERMISSIONS);
  const { reason } = options;
  const path = `/api/tasks/imports/${id}/abandon`;
  const result = await client<{ status: string; source: string }>('tasks', path, { method: 'POST', body: { reason } });
  print({ id, ...result }, options, ({ status, source }) =>
    status === 'abandoned' ? `The import of ${source} is given up.` : `The import of ${source} has finished before.`,
  );
  if (result.status !== 'abandoned') process.exitCode = 1;
}

const importTable = (items: readonly Listed[]): string =>
  table(
    ['ID', 'SOURCE', 'STATUS', 'STARTED', 'ENDED', 'TASKS', 'REASON'],
    items.map((it) => [it.id, it.source, it.status, it.startedAt, it.endedAt, it.tasks, it.reason]),
  );
