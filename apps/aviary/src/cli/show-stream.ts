import { Command, InvalidArgumentError, Option } from 'commander';
import { SERVICES_WITH_LOG } from '#libs/platform';
import { eventParagraph, type ExplainedEvent } from './event-text.js';
import { homeOption, jsonOption, momentArgument, tenantOption } from './options.js';
import { print } from './output.js';
import { orWrongUse, serviceClient } from './service-client.js';

interface ShowOptions {
  readonly home: string;
  readonly tenant: string;
  readonly json?: boolean;
  readonly service?: string;
  /** What to ask for: `time=…` or `position=…`. */
  readonly asOf?: readonly ['time' | 'position', string];
}

/** What a stream had led to, in one of the logs that have it. */
interface StateThen {
  readonly service: string;
  readonly streamId: string;
  readonly version: number;
  readonly at: string | null;
  readonly position: string | null;
  readonly state: object | null;
}

/** `aviary events show`: a stream, or what it had led to at a moment. */
export function showCommand(): Command {
  return new Command('show')
    .description('a whole stream, each event with what caused it and what it led to; or a state of the past')
    .argument('<stream>', 'for example task:<uuid>, employee:<uuid>, user:<uuid>, seals, cycles')
    .addOption(new Option('--service <name>', 'whose log to read').choices(SERVICES_WITH_LOG))
    .option(
      '--as-of <moment>',
      'what it was then: a time, a day (its first moment) or a place as tasks=1.4711',
      asOfArgument,
    )
    .addOption(tenantOption())
    .addOption(homeOption())
    .addOption(jsonOption())
    .action(show);
}

/** @throws InvalidArgumentError unless it is a moment, a day, or a place in a log */
function asOfArgument(text: string): readonly ['time' | 'position', string] {
  if (!text.includes('=')) return ['time', momentArgument(text)];
  const [, service = ''] = /^([a-z]+)=[1-9]\d*\.\d+$/.exec(text) ?? [];
  const known: readonly string[] = SERVICES_WITH_LOG;
  if (!known.includes(service)) throw new InvalidArgumentError('Give a place in a log as tasks=1.4711.');
  return ['position', text];
}

async function show(stream: string, options: ShowOptions, command: Command): Promise<void> {
  const client = await serviceClient(options.home, options.tenant);
  const query = new URLSearchParams();
  if (options.service !== undefined) query.set('service', options.service);
  if (options.asOf) query.set(...options.asOf);
  const path = `/api/ops/events/streams/${encodeURIComponent(stream)}`;
  if (!options.asOf) {
    const asking = client<{ items: ExplainedEvent[] }>('keeper', `${path}?${query.toString()}`);
    const result = await orWrongUse(command, asking, 'stream-not-found');
    return print(result, options, ({ items }) => items.map(eventParagraph).join('\n\n'));
  }
  const asking = client<{ items: StateThen[] }>('keeper', `${path}/state?${query.toString()}`);
  const result = await orWrongUse(command, asking, 'stream-not-found');
  print(result, options, ({ items }) => items.map(stateParagraph).join('\n\n'));
}

function stateParagraph({ service, streamId, version, at, position, state }: StateThen): string {
  if (state === null) return `${streamId} of ${service}: there was none then.`;
  const events = version === 1 ? 'one event' : `${version} events`;
  const lines = Object.entries(state).map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`);
  return [`${streamId} of ${service}, after ${events}, the last at ${at} (${position})`, ...lines].join('\n');
}
