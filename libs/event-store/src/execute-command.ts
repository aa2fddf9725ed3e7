import {
  conflict,
  foldFacts,
  unprocessable,
  type Decider,
  type DomainError,
  type Fact,
  type JsonValue,
} from '#libs/kernel';
import { setTimeout as delay } from 'node:timers/promises';
import { type EventLog } from './event-log.js';
import { type AppendCommand, type AppendOutcome, type Guard, type NewEvent } from './types.js';

/** On whose behalf a command is carried out, and what became of it. */
export interface CommandContext {
  readonly tenant: string;
  /** The person's UUID, `system:<name>`, or null. */
  readonly actor: string | null;
  readonly correlationId: string;
  readonly traceparent?: string | null;
  readonly causationId?: string | null;
  /** Epoch milliseconds, for what is told of the past. */
  readonly occurredAt?: number;
  readonly idempotency?: { readonly key: string; readonly requestHash: string };
  /** Filled in by the execution; left alone where nothing was recorded. */
  result?: {
    /** `<service>=<epoch>.<position>`, as the header Aviary-Position has it. */
    position: string;
    /** The answer is one that was given before to the same idempotency key. */
    replayed: boolean;
  };
}

/** One command on one stream. */
export interface Execution<State, Command, F extends Fact, Answer> {
  readonly streamId: string;
  readonly command: Command;
  readonly context: CommandContext;
  /** By default nothing is answered. What it gives is kept with the idempotency key. */
  readonly answer?: (facts: readonly F[], state: State) => Answer;
  /** A function is asked anew for each attempt. */
  readonly guards?: readonly Guard[] | (() => Promise<readonly Guard[]>);
}

const ATTEMPTS = 10;
/** Milliseconds; the pause before an attempt is random up to the number of attempts before it times this. */
const JITTER = 5;

type Log = Pick<EventLog, 'answered' | 'append' | 'readStream' | 'service'>;

/** 409: others changed the same thing again and again. */
function contended(): DomainError {
  return conflict(
    'concurrent-change',
    'Others changed this at the same time. Look at it again, and send the request again.',
  );
}

/** The parts of an append that come from the context. */
function underContext(context: CommandContext, events: readonly NewEvent[], answer: unknown): AppendCommand {
  return {
    events:
      context.occurredAt === undefined
        ? events
        : events.map((event) => ({ occurredAt: context.occurredAt!, ...event })),
    actor: context.actor,
    correlationId: context.correlationId,
    causationId: context.causationId ?? null,
    traceparent: context.traceparent ?? null,
    ...(context.idempotency ? { idempotency: context.idempotency } : {}),
    ...(context.idempotency && answer !== undefined ? { answer: answer as JsonValue } : {}),
  };
}

/**
 * What an outcome means for whoever gave the command: the answer, or a conflict to decide upon again.
 *
 * @throws DomainError `idempotency-key-reused` (422)
 */
function settle<A>(service: string, context: CommandContext, outcome: AppendOutcome, answer: A): A | 'conflict' {
  if (outcome.outcome === 'conflict') return 'conflict';
  if (outcome.outcome === 'key-reused')
    throw unprocessable(
      'idempotency-key-reused',
      'This Idempotency-Key was used before for another request. Use a new key.',
      { field: 'Idempotency-Key' },
    );
  const replayed = outcome.outcome === 'duplicate';
  context.result = { position: `${service}=${outcome.epoch}.${outcome.position}`, replayed };
  // Events that were there already without a key have kept no answer: it is the same one again.
  return replayed && outcome.answer !== undefined ? (outcome.answer as A) : answer;
}

/**
 * Appends events that the caller has decided upon, to any number of streams.
 *
 * @returns the answer, or the one that was given before to the same idempotency key; `'conflict'` where a stream has
 * moved on, and the caller decides again
 * @throws DomainError `idempotency-key-reused` (422), and what `EventLog.append` throws
 */
export async function appendCommand<A>(
  log: Pick<EventLog, 'append' | 'service'>,
  context: CommandContext,
  decided: Pick<AppendCommand, 'events' | 'expected' | 'guards'> & { readonly answer: A },
): Promise<A | 'conflict'> {
  const { answer, events, ...rest } = decided;
  const outcome = await log.append(context.tenant, { ...underContext(context, events, answer), ...rest });
  return settle(log.service, context, outcome, answer);
}

/**
 * What a request is refused for may be what it has done itself a moment ago, having been sent twice at the same time:
 * then it is answered as it was then.
 *
 * @throws the refusal; DomainError `idempotency-key-reused` (422)
 */
async function answeredOr<A>(log: Log, context: CommandContext, refusal: unknown): Promise<A> {
  const { idempotency, tenant } = context;
  const kept = idempotency && (await log.answered(tenant, idempotency.key));
  if (!kept) throw refusal;
  const { epoch, position } = kept;
  const outcome: AppendOutcome =
    kept.requestHash === idempotency.requestHash
      ? { outcome: 'duplicate', epoch, position, answer: kept.answer as JsonValue }
      : { outcome: 'key-reused' };
  return settle(log.service, context, outcome, undefined) as A;
}

/**
 * Carries out a command on one stream: loads it, lets the decider decide, appends what it decided; where somebody else
 * was faster, all over again, at most ten times. A command that leads to no fact is answered without an append, unless it
 * came with an idempotency key: then the answer is kept with the key.
 *
 * @throws DomainError what the decider refuses with; `concurrent-change` (409); `idempotency-key-reused` (422)
 */
export async function executeCommand<State, Command, F extends Fact, Answer = void>(
  log: Log,
  decider: Decider<State, Command, F>,
  { streamId, command, context, answer, guards }: Execution<State, Command, F, Answer>,
): Promise<Answer> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (attempt > 0) await delay(Math.random() * JITTER * attempt);
    const guarded = typeof guards === 'function' ? await guards() : guards;
    const past = (await log.readStream(context.tenant, streamId)) as unknown as F[];
    const before = foldFacts(decider, past);
    let facts: readonly F[];
    try {
      facts = decider.decide(command, before);
    } catch (refusal) {
      return answeredOr(log, context, refusal);
    }
    const after = facts.reduce((state, fact) => decider.evolve(state, fact), before);
    const answered = answer?.(facts, after) as Answer;
    if (facts.length === 0 && !context.idempotency) return answered;
    const settled = await appendCommand(log, context, {
      events: facts.map(({ event, body }) => ({ streamId, event, body })),
      expected: new Map([[streamId, past.length]]),
      // Without facts it is the key with its answer that is recorded, which is as true as the state it was read from.
      guards: facts.length > 0 ? (guarded ?? []) : [...(guarded ?? []), { streamId, version: past.length }],
      answer: answered,
    });
    if (settled !== 'conflict') return settled;
  }
  throw contended();
}
