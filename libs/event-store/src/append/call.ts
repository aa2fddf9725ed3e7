import { type JsonValue } from '#libs/kernel';
import { type ClientBase, type Pool } from 'pg';
import { type AppendOutcome, type Conflicted } from '../types.js';
import { appendText, appendValues } from './arguments.js';
import { type PreparedCommand } from './prepared.js';

/** The answer to one command, and whether it is the command itself that is in the log already. */
export interface Answered {
  readonly outcome: AppendOutcome;
  /** Set with a duplicate of which all events are in the log, by id and body: nothing but this very command. */
  readonly own?: { readonly firstPosition: number };
}

/** As the driver gives it: 64-bit integers come as text. */
type Row = [
  outcome: 'appended' | 'conflict' | 'duplicate' | 'key-reused',
  reason: Conflicted['reason'] | null,
  streamId: string | null,
  actual: string | null,
  epoch: number | null,
  firstPosition: string | null,
  lastPosition: string | null,
  answer: string | null,
  sameEvent: boolean | null,
];

function conflicted([, reason, streamId, actual]: Row): Conflicted {
  return {
    outcome: 'conflict',
    reason: reason ?? 'version',
    ...(streamId === null ? {} : { streamId }),
    ...(actual === null ? {} : { actual: Number(actual) }),
  };
}

function answered(row: Row): Answered {
  const [outcome, , , , epoch, first, last, answer, sameEvent] = row;
  if (outcome === 'conflict') return { outcome: conflicted(row) };
  if (outcome === 'key-reused') return { outcome: { outcome } };
  const where = { epoch: Number(epoch), position: Number(last) };
  if (outcome === 'appended') return { outcome: { outcome, ...where, firstPosition: Number(first) } };
  const kept = answer === null ? {} : { answer: JSON.parse(answer) as JsonValue };
  const duplicate: AppendOutcome = { outcome, ...where, ...kept };
  return sameEvent ? { outcome: duplicate, own: { firstPosition: Number(first) } } : { outcome: duplicate };
}

const texts = new Map<string, string>();

/**
 * Sends commands to the log in one call, which is one transaction.
 *
 * @param schema the log's schema, e.g. `tasks_log`
 * @returns one answer per command, in order
 */
export async function callAppend(
  pool: Pool | ClientBase,
  schema: string,
  commands: readonly PreparedCommand[],
): Promise<Answered[]> {
  let text = texts.get(schema);
  if (text === undefined) texts.set(schema, (text = appendText(schema)));
  const { rows } = await pool.query<Row>({
    name: `${schema}.append`,
    text,
    values: appendValues(commands),
    rowMode: 'array',
  });
  return rows.map(answered);
}
