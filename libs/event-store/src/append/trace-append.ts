import { activeTraceparent, type Tracing } from '#libs/platform';
import { type AppendCommand, type AppendOutcome } from '../types.js';

/** Records commands; `sent` is to be told how many shared a call. */
type Recording = (commands: readonly AppendCommand[], sent: (commands: number) => void) => Promise<AppendOutcome[]>;

/** The command with the place of each event in a trace: its own, its command's, or that of the running code. */
function placed(command: AppendCommand): AppendCommand {
  const ofCommand = command.traceparent ?? activeTraceparent() ?? null;
  return withPlaces(command, (own) => (own === undefined ? ofCommand : own));
}

function withPlaces(command: AppendCommand, place: (own: string | null | undefined) => string | null): AppendCommand {
  const events = command.events.map((event) => ({ ...event, traceparent: place(event.traceparent) }));
  return { ...command, events };
}

function attributesOf(tenant: string, commands: readonly AppendCommand[]) {
  const names = new Set(commands.flatMap(({ events }) => events.map(({ event }) => event)));
  const correlationId = commands[0]?.correlationId;
  return {
    'aviary.tenant': tenant,
    'aviary.event_names': [...names],
    ...(correlationId === undefined ? {} : { 'aviary.correlation_id': correlationId }),
  };
}

/** Of several commands that went differently, only that. */
function told(outcomes: readonly AppendOutcome[]) {
  const names = new Set(outcomes.map(({ outcome }) => outcome));
  const last = outcomes.at(-1);
  return {
    'aviary.outcome': names.size === 1 ? [...names].join('') : 'mixed',
    ...(last && 'position' in last ? { 'aviary.epoch': last.epoch, 'aviary.position': last.position } : {}),
  };
}

/**
 * Shows an append in the traces that its events belong to, and lets the events say that they come out of it: so whatever
 * becomes of them, here or in another service, goes on from there.
 */
export async function traceAppend(
  tracing: Tracing,
  tenant: string,
  commands: readonly AppendCommand[],
  recording: Recording,
): Promise<AppendOutcome[]> {
  const inPlace = commands.map(placed);
  const parents = inPlace.flatMap(({ events }) => events.map(({ traceparent = null }) => traceparent));
  const spans = tracing.follow('append', parents, { attributes: attributesOf(tenant, inPlace) });
  if (!spans) return await recording(inPlace, () => undefined);
  const after = inPlace.map((command) => withPlaces(command, (own = null) => spans.placeAfter(own)));
  try {
    const outcomes = await recording(after, (group) => spans.tell({ 'aviary.group': group }));
    spans.tell(told(outcomes));
    spans.end();
    return outcomes;
  } catch (error) {
    spans.fail(error);
    throw error;
  }
}
