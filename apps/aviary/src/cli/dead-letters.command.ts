import { Command, InvalidArgumentError, Option } from 'commander';
import { type Letter, type LetterActedOn, type ReadableLetter } from '#libs/http';
import { SERVICES_WITH_LOG } from '#libs/platform';
import { isUuid } from '#libs/kernel';
import { homeOption, jsonOption, tenantOption } from './options.js';
import { print, table } from './output.js';
import { orWrongUse, type ServiceClient, serviceClient } from './service-client.js';

interface Options {
  readonly home: string;
  readonly tenant: string;
  readonly json?: boolean;
}

interface ListOptions extends Options {
  readonly service?: string;
  readonly consumer?: string;
  readonly state?: string;
}

const PATH = '/api/ops/dead-letters';
const PAGE = 200;
/** Taking up what has waited for long takes its time. */
const TIMEOUT_MS = 10 * 60_000;

/** `aviary dead-letters …`: events that a view or a reactor has set aside. */
export function deadLettersCommand(): Command {
  return new Command('dead-letters')
    .description('events that a view or a reactor could not handle and has set aside, and those that wait behind them')
    .addCommand(
      common(new Command('list'))
        .description('what waits, or what was discarded')
        .addOption(new Option('--service <name>', 'of this service only').choices(SERVICES_WITH_LOG))
        .option('--consumer <name>', 'of this view or reactor only')
        .addOption(new Option('--state <state>', 'only these').choices(['poison', 'queued', 'discarded']))
        .action(list),
    )
    .addCommand(
      common(new Command('show'))
        .description('one of them, decoded; personal fields are masked')
        .argument('<id>', 'as list gives it', idArgument)
        .action(show),
    )
    .addCommand(
      common(new Command('retry'))
        .description('take up again, in order, what waits for the same key')
        .argument('<id>', 'as list gives it', idArgument)
        .action(retry),
    )
    .addCommand(
      common(new Command('discard'))
        .description('have the consumer do without the event, and take up what waits behind it')
        .argument('<id>', 'as list gives it', idArgument)
        .requiredOption('--reason <text>', 'why; it is recorded with your name')
        .action(discard),
    );
}

const common = (command: Command): Command =>
  command.addOption(tenantOption()).addOption(homeOption()).addOption(jsonOption());

/** @throws InvalidArgumentError unless it is a UUID */
function idArgument(text: string): string {
  const id = text.toLowerCase();
  if (!isUuid(id))
    throw new InvalidArgumentError('Give the id of a dead letter, as aviary dead-letters list shows it.');
  return id;
}

async function list({ service, consumer, state, ...options }: ListOptions, command: Command): Promise<void> {
  const client = await serviceClient(options.home, options.tenant);
  const items: Letter[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const query = new URLSearchParams({ limit: String(PAGE) });
    for (const [name, value] of Object.entries({ service, consumer, state, cursor })) if (value) query.set(name, value);
    const page: { items: Letter[]; nextCursor: string | null } = await client('keeper', `${PATH}?${query.toString()}`);
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  // Whoever asked for something of a name and gets nothing may have mistyped it.
  if (items.length === 0 && consumer !== undefined)
    command.error(`error: nothing of ${consumer} is set aside`, { exitCode: 2 });
  print({ items }, options, human);
}

function human({ items }: { readonly items: readonly Letter[] }): string {
  if (items.length === 0) return 'Nothing is set aside.';
  return table(
    ['ID', 'STATE', 'CONSUMER', 'KEY', 'EVENT', 'AT', 'TRIED', 'REASON'],
    items.map((it) => [
      ...[it.id, it.state, it.consumer, it.key, it.event, `${it.source}=${it.position}`, it.attempts],
      it.discarded?.reason ?? it.reason,
    ]),
  );
}

async function show(id: string, options: Options, command: Command): Promise<void> {
  const client = await serviceClient(options.home, options.tenant);
  const letter = await orWrongUse(command, client<ReadableLetter>('keeper', `${PATH}/${id}`), 'dead-letter-not-found');
  print(letter, options, (it) => {
    const lines = [`${it.event} at ${it.source}=${it.position}, set aside by ${it.consumer} for ${it.key}`];
    lines.push(
      `${it.state} since ${it.parkedAt}, tried ${it.attempts} times: ${it.reason ?? 'it waits behind another'}`,
    );
    if (it.discarded) lines.push(`discarded by ${it.discarded.by} at ${it.discarded.at}: ${it.discarded.reason}`);
    lines.push(it.content ? JSON.stringify(it.content.body, undefined, 2) : (it.unreadable ?? ''));
    return lines.join('\n');
  });
}

async function retry(id: string, options: Options, command: Command): Promise<void> {
  const client = await serviceClient(options.home, options.tenant);
  tell(await act(command, client, `${PATH}/${id}/retry`, {}), options);
}

async function discard(id: string, options: Options & { readonly reason: string }, command: Command): Promise<void> {
  const client = await serviceClient(options.home, options.tenant);
  tell(await act(command, client, `${PATH}/${id}/discard`, { reason: options.reason }), options);
}

const act = (command: Command, client: ServiceClient, path: string, body: object): Promise<LetterActedOn> =>
  orWrongUse(
    command,
    client<LetterActedOn>('keeper', path, { method: 'POST', body, timeout: TIMEOUT_MS }),
    'dead-letter-not-found',
  );

/** The work was not done if the key is still parked. */
function tell(acted: LetterActedOn, options: Options): void {
  print(acted, options, ({ letter, outcome, handled, reason }) => {
    const events = handled === 1 ? '1 event was' : `${handled} events were`;
    if (outcome === 'parked') return `${events} taken up; ${letter.key} stays parked: ${reason}`;
    if (outcome === 'refolding') return `${letter.consumer} is folded anew, in the order of its logs.`;
    return `${events} taken up; nothing waits for ${letter.key} any more.`;
  });
  if (acted.outcome === 'parked') process.exitCode = 1;
}
