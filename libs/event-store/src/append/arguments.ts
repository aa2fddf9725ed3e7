import { boolArray, byteaArray, int4Array, int8Array, textArray, uuidArray } from './binary-array.js';
import { type PreparedCommand } from './prepared.js';

/** The parameters of `append` (see append.sql), in their order, with their types. */
const PARAMETERS = {
  command_firsts: int4Array,
  command_counts: int4Array,
  command_actors: textArray,
  command_exts: textArray,
  command_keys: textArray,
  command_hashes: textArray,
  command_answers: textArray,
  stream_commands: int4Array,
  stream_ids: textArray,
  stream_versions: int8Array,
  stream_guards: boolArray,
  event_commands: int4Array,
  event_streams: int4Array,
  event_ids: uuidArray,
  event_names: textArray,
  event_schema_versions: int4Array,
  event_bodies: byteaArray,
  event_occurred: int8Array,
  event_correlations: uuidArray,
  event_causes: uuidArray,
  event_traceparents: textArray,
  reaction_commands: int4Array,
  reaction_reactors: textArray,
  reaction_causes: uuidArray,
  checkpoint_commands: int4Array,
  checkpoint_consumers: textArray,
  checkpoint_sources: textArray,
  checkpoint_epochs: int4Array,
  checkpoint_froms: int8Array,
  checkpoint_to_epochs: int4Array,
  checkpoint_tos: int8Array,
} as const;

type Name = keyof typeof PARAMETERS;
type Columns = { [N in Name]: Parameters<(typeof PARAMETERS)[N]>[0][number][] };

const names = Object.keys(PARAMETERS) as Name[];

/** Arrays that may be NULL as a whole, which spares the function a query each. */
const OPTIONAL: readonly Name[] = names.filter((name) =>
  /^(command_(keys|hashes|answers)|reaction_|checkpoint_)/.test(name),
);

function addStreams(columns: Columns, command: PreparedCommand, number: number): Map<string, number> {
  const written = new Map<string, number>();
  for (const { streamId, version, guard } of command.streams) {
    columns.stream_commands.push(number);
    columns.stream_ids.push(streamId);
    columns.stream_versions.push(version);
    columns.stream_guards.push(guard);
    if (!guard) written.set(streamId, columns.stream_ids.length);
  }
  return written;
}

function addEvents(columns: Columns, command: PreparedCommand, number: number): void {
  const written = addStreams(columns, command, number);
  columns.command_firsts.push(columns.event_ids.length + 1);
  columns.command_counts.push(command.events.length);
  for (const event of command.events) {
    columns.event_commands.push(number);
    columns.event_streams.push(written.get(event.streamId) ?? null);
    columns.event_ids.push(event.eventId);
    columns.event_names.push(event.event);
    columns.event_schema_versions.push(event.schemaVersion);
    columns.event_bodies.push(event.body);
    columns.event_occurred.push(event.occurredAt);
    columns.event_correlations.push(event.correlationId);
    columns.event_causes.push(event.causationId);
    columns.event_traceparents.push(event.traceparent);
  }
}

function addReactions(columns: Columns, { reactions, checkpoint }: PreparedCommand, number: number): void {
  for (const cause of new Set(reactions?.causeEventIds)) {
    columns.reaction_commands.push(number);
    columns.reaction_reactors.push(reactions?.reactor ?? null);
    columns.reaction_causes.push(cause);
  }
  if (!checkpoint) return;
  columns.checkpoint_commands.push(number);
  columns.checkpoint_consumers.push(checkpoint.consumer);
  columns.checkpoint_sources.push(checkpoint.source);
  columns.checkpoint_epochs.push(checkpoint.epoch);
  columns.checkpoint_froms.push(checkpoint.from);
  columns.checkpoint_to_epochs.push(checkpoint.toEpoch ?? checkpoint.epoch);
  columns.checkpoint_tos.push(checkpoint.to);
}

/** The values for one call of `append`, one Buffer or null per parameter. Indexes count from 1, as in SQL. */
export function appendValues(commands: readonly PreparedCommand[]): (Buffer | null)[] {
  const columns = Object.fromEntries(names.map((name) => [name, []])) as unknown as Columns;
  commands.forEach((command, i) => {
    columns.command_actors.push(command.actor);
    columns.command_exts.push(command.ext);
    columns.command_keys.push(command.idempotency?.key ?? null);
    columns.command_hashes.push(command.idempotency?.requestHash ?? null);
    columns.command_answers.push(command.idempotency ? command.answer : null);
    addEvents(columns, command, i + 1);
    addReactions(columns, command, i + 1);
  });
  return names.map((name) => {
    const elements = columns[name];
    if (OPTIONAL.includes(name) && elements.every((element) => element === null)) return null;
    return (PARAMETERS[name] as (elements: unknown[]) => Buffer)(elements);
  });
}

/** The text of the call, for a log's schema. */
export function appendText(schema: string): string {
  const columns = 'outcome, reason, stream_id, actual, epoch, first_position, last_position, answer, same_event';
  const passed = names.map((name, i) => `${name} => $${i + 1}`).join(', ');
  return `SELECT ${columns} FROM "${schema}".append(${passed})`;
}
