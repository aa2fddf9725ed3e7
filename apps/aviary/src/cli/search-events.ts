import { Command, InvalidArgumentError } from 'commander';
import { isUuid } from '#libs/kernel';
import { eventParagraph, type ExplainedEvent } from './event-text.js';
import { countArgument, homeOption, jsonOption, momentArgument, tenantOption } from './options.js';
import { print } from './output.js';
import { serviceClient } from './service-client.js';

interface SearchOptions {
  readonly home: string;
  readonly tenant: string;
  readonly json?: boolean;
  readonly correlation?: string;
  readonly task?: string;
  readonly person?: string;
  readonly event?: string;
  readonly from?: string;
  readonly to?: string;
  readonly newest?: boolean;
  readonly lines: number;
}

interface Found {
  readonly items: ExplainedEvent[];
  readonly nextCursor: string | null;
}

/** So many come in one answer. */
const PAGE = 200;

/** `aviary events search`: events of all services, by what they are about. */
export function searchCommand(): Command {
  return new Command('search')
    .description('events of all services by request, task, person and time, oldest first, with causes and effects')
    .option('--correlation <id>', 'all that one request led to', idArgument)
    .option('--task <id>', 'all that happened to a task, and to money for its sake', idArgument)
    .option('--person <id>', 'whom it concerns, or who did it', idArgument)
    .option('--from <time>', 'what happened then or later, as 2026-05-03 or 2026-05-03T09:00:00Z', momentArgument)
    .option('--to <time>', 'what happened before then', momentArgument)
    .option('--event <name>', 'only events of this name, as TaskAssigned')
    .option('--newest', 'the newest first')
    .option('-n, --lines <number>', 'how many at most', countArgument, 50)
    .addOption(tenantOption())
    .addOption(homeOption())
    .addOption(jsonOption())
    .action(search);
}

/** @throws InvalidArgumentError unless it is a UUID */
function idArgument(text: string): string {
  if (!isUuid(text.toLowerCase())) throw new InvalidArgumentError('Give an id, a UUID as the services answer it.');
  return text.toLowerCase();
}

async function search({ lines, ...options }: SearchOptions, command: Command): Promise<void> {
  const filter = filterOf(options);
  if (filter.size === 0)
    command.error('error: say what to look for: --correlation, --task, --person, --from, --to or --event', {
      exitCode: 2,
    });
  const client = await serviceClient(options.home, options.tenant);
  const items: ExplainedEvent[] = [];
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams([...filter, ['limit', String(Math.min(PAGE, lines - items.length))]]);
    if (options.newest) query.set('order', 'newest');
    if (cursor !== null) query.set('cursor', cursor);
    const page: Found = await client('keeper', `/api/ops/events/search?${query.toString()}`);
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null && items.length < lines);
  print({ items, nextCursor: cursor }, options, inWords);
}

function filterOf({ correlation, task, person, event, from, to }: Omit<SearchOptions, 'lines'>) {
  const wanted = { correlationId: correlation, taskId: task, personId: person, event, from, to };
  return new Map(Object.entries(wanted).filter((each): each is [string, string] => each[1] !== undefined));
}

function inWords({ items, nextCursor }: Found): string {
  if (items.length === 0) return 'There is no such event.';
  const more = nextCursor === null ? '' : '\n\nThere are more (-n).';
  return `${items.map(eventParagraph).join('\n\n')}${more}`;
}
