import { Argument, Command, Option } from 'commander';
import { type Dropped } from '#libs/http';
import { type ViewList } from '#libs/projections';
import { findRunning } from '../local/running.js';
import { orWrongName, viewsOf, WrongNameError } from './act-on-views.js';
import { tenantsOf } from './all-tenants.js';
import { confirmed } from './confirm.js';
import { print, table } from './output.js';
import { serviceClient } from './service-client.js';

interface Options {
  readonly home: string;
  readonly tenant: string;
  readonly allTenants?: boolean;
  readonly all?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** Tables of a tenant that are read no more. */
interface Left {
  readonly tenant: string;
  readonly tables: readonly string[];
}

/**
 * `aviary projections drop`: tables that are read no more.
 *
 * @param common adds the options that all of `aviary projections` have
 */
export function dropCommand(common: (command: Command) => Command): Command {
  return common(new Command('drop'))
    .description(
      'throw away tables that are read no more: of versions that this release does not read, and previous ones',
    )
    .addArgument(new Argument('[tables...]', 'as list names them'))
    .option('--all', 'all of them')
    .addOption(new Option('--yes', 'do it without asking'))
    .action(drop);
}

async function drop(named: readonly string[], options: Options, command: Command): Promise<void> {
  if ((named.length === 0) === !options.all) command.error('error: name tables, as list does, or give --all');
  // Before anything is looked up: without an answer to the question nothing can follow.
  if (!options.yes && !process.stdin.isTTY)
    command.error('error: there is no terminal to ask on; add --yes to drop tables without being asked');
  const left: Left[] = [];
  for (const tenant of await tenantsOf(options)) left.push(await leftOf(tenant, named, options));
  const found = left.flatMap(({ tables }) => tables);
  const stranger = named.find((name) => !found.includes(name));
  if (stranger !== undefined)
    throw new WrongNameError(`${stranger} is no table that is read no more; see "aviary projections list".`);
  if (found.length > 0 && !options.yes && !(await confirmed(question(left), 'drop')))
    throw new Error('No table was dropped.');
  const items: { tenant: string; table: string }[] = [];
  for (const { tenant, tables } of left) items.push(...(await dropOf(tenant, tables, options)));
  print({ items }, options, (done) =>
    done.items.length === 0
      ? 'There is no table that is read no more.'
      : table(
          ['TENANT', 'DROPPED'],
          done.items.map((each) => [each.tenant, each.table]),
        ),
  );
}

async function leftOf(tenant: string, named: readonly string[], options: Options): Promise<Left> {
  const client = await orWrongName(() => serviceClient(options.home, tenant));
  const views: ViewList = await orWrongName(() => viewsOf(client, servicesOf(options)));
  const tables = [...views.unused, ...views.previous];
  return { tenant, tables: options.all ? tables : tables.filter((name) => named.includes(name)) };
}

async function dropOf(tenant: string, tables: readonly string[], options: Options) {
  const dropped: { tenant: string; table: string }[] = [];
  const client = await serviceClient(options.home, tenant);
  for (const service of servicesOf(options)) {
    const own = tables.filter((name) => name.startsWith(`${service}.`));
    if (own.length === 0) continue;
    const body = { tables: own };
    const { items } = await client<Dropped>(service, '/internal/projections/drop', { method: 'POST', body });
    dropped.push(...items.map((name) => ({ tenant, table: name })));
  }
  return dropped;
}

const servicesOf = ({ home }: Options): string[] => Object.keys(findRunning(home).services);

function question(left: readonly Left[]): string {
  const lines = left.flatMap(({ tenant, tables }) => tables.map((name) => `  ${tenant}  ${name}`));
  return `This throws these tables away:\n${lines.join('\n')}\nWhat is in them can be folded anew from the logs, but a rollback needs the previous ones, and an older release its own.`;
}
