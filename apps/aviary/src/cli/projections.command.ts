import { Argument, Command, Option } from 'commander';
import { findRunning } from '../local/running.js';
import { type Act, type ActRow, type Verdict, type ViewStanding } from '#libs/projections';
import { actOnViews, orWrongName, viewsOf } from './act-on-views.js';
import { tenantsOf } from './all-tenants.js';
import { dropCommand } from './drop-tables.js';
import { homeOption, jsonOption, tenantOption } from './options.js';
import { print, table } from './output.js';
import { Progress } from './progress.js';
import { serviceClient } from './service-client.js';

interface Options {
  readonly home: string;
  readonly tenant: string;
  readonly allTenants?: boolean;
  readonly all?: boolean;
  readonly source: 'log' | 'kafka';
  readonly json?: boolean;
}

/** A row about a view of a tenant. */
type Of<Row> = Row & { readonly tenant: string };

/** A table that is read no more. */
type LeftTable = Of<{ readonly table: string }>;

/** `aviary projections …`: looks at views as a whole, folds them anew, compares them with their logs. */
export function projectionsCommand(): Command {
  return new Command('projections')
    .description('views as a whole: what they are folded from, and folding them anew')
    .addCommand(
      common(new Command('list')).description('how far each view is, and what was done to it last').action(list),
    )
    .addCommand(
      act(
        'rebuild',
        'fold a view anew beside what is read, then let it take its place; goes on with what was interrupted',
      ),
    )
    .addCommand(
      act('verify', 'compare a view with its logs, and name the first rows that differ; exit code 1 if any do'),
    )
    .addCommand(act('rollback', 'put back what was read before the last rebuild, with all that has come since'))
    .addCommand(dropCommand(common));
}

const common = (command: Command): Command =>
  command
    .addOption(tenantOption().conflicts('allTenants'))
    .addOption(new Option('--all-tenants', 'of every tenant, one after the other'))
    .addOption(homeOption())
    .addOption(jsonOption());

function act(name: Act, description: string): Command {
  const source = new Option('--source <where>', 'where a service’s own log is read from; other logs come from Kafka');
  return common(new Command(name))
    .description(description)
    .addArgument(new Argument('[view]', 'as in accounting.accounts'))
    .option('--all', 'every view of every service')
    .addOption(source.choices(['log', 'kafka']).default('log'))
    .action((view: string | undefined, options: Options, command: Command) => perform(name, view, options, command));
}

const servicesOf = (home: string): string[] => Object.keys(findRunning(home).services);

async function list(options: Options): Promise<void> {
  const views: Of<ViewStanding>[] = [];
  const [unused, previous]: [LeftTable[], LeftTable[]] = [[], []];
  for (const tenant of await tenantsOf(options)) {
    const client = await orWrongName(() => serviceClient(options.home, tenant));
    const told = await orWrongName(() => viewsOf(client, servicesOf(options.home)));
    views.push(...told.views.map((view) => ({ tenant, ...view })));
    unused.push(...told.unused.map((name) => ({ tenant, table: name })));
    previous.push(...told.previous.map((name) => ({ tenant, table: name })));
  }
  print({ views, unused, previous }, options, (found) =>
    [
      viewTable(found.views),
      ...leftInWords('Tables of versions that this release does not read', found.unused),
      ...leftInWords('Tables that were read before the last rebuild', found.previous),
    ].join('\n'),
  );
}

async function perform(name: Act, view: string | undefined, options: Options, command: Command): Promise<void> {
  if ((view === undefined) === !options.all)
    command.error('error: name a view, as in accounting.accounts, or give --all');
  const progress = new Progress();
  const items: Of<ActRow>[] = [];
  for (const tenant of await tenantsOf(options)) {
    const connect = () => serviceClient(options.home, tenant);
    const wish = { tenant, act: name, view, source: options.source };
    const rows = await actOnViews(connect, servicesOf(options.home), wish, progress);
    items.push(...rows.map((row) => ({ tenant, ...row })));
  }
  const ok = items.every(({ state, result }) => state === 'done' && (name !== 'verify' || result?.same === true));
  print({ ok, items }, options, (done) => inWords(name, done.items));
  if (!ok) process.exitCode = 1;
}

function viewTable(views: readonly Of<ViewStanding>[]): string {
  const rows = views.map(({ tenant, view, version, state, sources, previous, act: last }) => [
    ...[tenant, view, version, state],
    sources.map(({ source, position, head }) => `${source} ${position}/${head}`).join(', '),
    previous ? 'kept' : null,
    last && `${last.act} ${last.state}`,
  ]);
  return table(['TENANT', 'VIEW', 'VERSION', 'STATE', 'FOLDED', 'PREVIOUS', 'LAST'], rows);
}

function leftInWords(what: string, tables: readonly LeftTable[]): string[] {
  return tables.length === 0 ? [] : [`\n${what}:`, ...tables.map((each) => `${each.tenant}  ${each.table}`)];
}

function inWords(name: Act, items: readonly Of<ActRow>[]): string {
  if (items.length === 0)
    return name === 'rollback' ? 'No view has a previous table to put back.' : 'There are no views.';
  const rows = items.map(({ tenant, view, state, done, reason, result }) => [
    ...[tenant, view, state, done],
    reason ?? (result && (result.same ? 'as its logs say' : 'differs')),
  ]);
  const differences = items.flatMap(({ tenant, result }) => (result ? differencesOf(tenant, result) : []));
  return [table(['TENANT', 'VIEW', name.toUpperCase(), 'EVENTS', ''], rows), ...differences].join('\n');
}

function differencesOf(tenant: string, { tables }: Verdict): string[] {
  return tables
    .filter(({ different }) => different > 0)
    .flatMap(({ table: name, stored, folded, different, first }) => [
      `\n${tenant} ${name}: ${different} rows differ; ${stored} are there, ${folded} should be`,
      ...first.flatMap(({ what, key, columns }) => [
        `  ${what} ${JSON.stringify(key)}`,
        ...columns.map(
          (each) => `    ${each.column}: ${JSON.stringify(each.stored)}, should be ${JSON.stringify(each.folded)}`,
        ),
      ]),
    ]);
}
