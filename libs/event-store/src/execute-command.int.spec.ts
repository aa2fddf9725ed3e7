import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { conflict, type Decider, type Fact } from '#libs/kernel';
import { type EventLog } from './event-log.js';
import { appendCommand, executeCommand, type CommandContext } from './execute-command.js';
import { newStream, somethingIn, testLog } from './fixtures/test-log.js';

type Named = Fact<'ProjectCreated', { readonly projectId: string; readonly name: string | null }>;

/** Counts names; the name "nothing" changes nothing, "no" is refused. */
const counter: Decider<readonly string[], string, Named> = {
  initialState: [],
  evolve: (names, { body }) => [...names, body.name ?? ''],
  decide: (name, names) => {
    if (name === 'no') throw conflict('refused', 'No.');
    return name === 'nothing'
      ? []
      : [{ event: 'ProjectCreated', body: { projectId: randomUUID(), name: `${name} ${names.length}` } }];
  },
};

const decideOnce: typeof counter.decide = (name, names) => {
  if (names.length > 0) throw conflict('done-already', 'It has been done.');
  return counter.decide(name, names);
};

const db = testLog();
const { tenant } = db;
let log: EventLog;
let stream: string;

beforeAll(async () => {
  log = await db.open();
});
beforeEach(() => {
  stream = newStream();
});

const contextOf = (rest: Partial<CommandContext> = {}): CommandContext => ({
  tenant,
  actor: 'system:spec',
  correlationId: randomUUID(),
  ...rest,
});
const run = (command: string, context = contextOf()) =>
  executeCommand(log, counter, {
    streamId: stream,
    command,
    context,
    answer: (facts, state) => ({ facts: facts.length, state: [...state] }),
  });

describe('executeCommand', () => {
  test('decides upon what the stream says, and answers from the state after it', async () => {
    expect(await run('a')).toEqual({ facts: 1, state: ['a 0'] });
    const context = contextOf({ occurredAt: 1_500_000_000_000, causationId: randomUUID(), traceparent: '00-x' });
    expect(await run('b', context)).toEqual({ facts: 1, state: ['a 0', 'b 1'] });
    const { position } = await log.head(tenant);
    expect(context.result).toEqual({ position: `tasks=1.${position}`, replayed: false });
    const [, second] = await log.readStream(tenant, stream);
    const { actor, correlationId, causationId, traceparent, occurredAt } = context;
    expect(second?.meta).toMatchObject({ actor, correlationId, causationId, traceparent, occurredAt });
  });

  test('writers that meet decide again: nobody’s fact is lost, none is decided upon an old state', async () => {
    await Promise.all(Array.from({ length: 8 }, () => run('w')));
    const names = (await log.readStream(tenant, stream)).map(({ body }) => (body as Named['body']).name);
    expect(names).toEqual(Array.from({ length: 8 }, (_, i) => `w ${i}`));
  });

  test('gives up with 409 when it never gets through', async () => {
    const always: Pick<EventLog, 'answered' | 'append' | 'readStream' | 'service'> = {
      service: 'tasks',
      answered: (of, key) => log.answered(of, key),
      readStream: () => Promise.resolve([]),
      append: (of, command) => log.append(of, command),
    };
    await run('a');
    const attempt = executeCommand(always, counter, { streamId: stream, command: 'b', context: contextOf() });
    await expect(attempt).rejects.toMatchObject({ code: 'concurrent-change', kind: 'conflict' });
  });

  test('what the decider refuses is passed on, and nothing is recorded', async () => {
    await expect(run('no')).rejects.toMatchObject({ code: 'refused' });
    expect(await log.streamVersion(tenant, stream)).toBe(0);
  });

  test('no facts: an answer without an append', async () => {
    const before = await log.head(tenant);
    const context = contextOf();
    expect(await run('nothing', context)).toEqual({ facts: 0, state: [] });
    expect(await log.head(tenant)).toEqual(before);
    expect(context.result).toBeUndefined();
  });

  test('the same idempotency key gives the first answer again, another request with it 422', async () => {
    const idempotency = { key: randomUUID(), requestHash: 'a' };
    const first = await run('a', contextOf({ idempotency }));
    const { position } = await log.head(tenant);
    await run('b');
    const replay = contextOf({ idempotency });
    expect(await run('a', replay)).toEqual(first);
    expect(replay.result).toEqual({ position: `tasks=1.${position}`, replayed: true });
    expect(await log.streamVersion(tenant, stream)).toBe(2);
    const other = contextOf({ idempotency: { ...idempotency, requestHash: 'b' } });
    await expect(run('c', other)).rejects.toMatchObject({ code: 'idempotency-key-reused', kind: 'unprocessable' });
  });

  test('a key without facts keeps its answer as well', async () => {
    const idempotency = { key: randomUUID(), requestHash: 'a' };
    const first = await run('nothing', contextOf({ idempotency }));
    await run('a');
    expect(await run('nothing', contextOf({ idempotency }))).toEqual(first);
  });

  test('the same key fifty times at once: one event, fifty equal answers', async () => {
    const idempotency = { key: randomUUID(), requestHash: 'a' };
    const answers = await Promise.all(Array.from({ length: 50 }, () => run('a', contextOf({ idempotency }))));
    expect(await log.streamVersion(tenant, stream)).toBe(1);
    for (const answer of answers) expect(answer).toEqual({ facts: 1, state: ['a 0'] });
  });

  test('what can be done once is done once, and answered to all who sent the same key; others are refused', async () => {
    const once = { ...counter, decide: decideOnce };
    const idempotency = { key: randomUUID(), requestHash: 'a' };
    const send = (rest: Partial<CommandContext>) =>
      executeCommand(log, once, { streamId: stream, command: 'a', context: contextOf(rest), answer: () => 'done' });
    const answers = await Promise.all(Array.from({ length: 20 }, () => send({ idempotency })));
    expect(new Set(answers)).toEqual(new Set(['done']));
    expect(await log.streamVersion(tenant, stream)).toBe(1);
    await expect(send({})).rejects.toMatchObject({ code: 'done-already' });
    await expect(send({ idempotency: { ...idempotency, requestHash: 'b' } })).rejects.toMatchObject({
      code: 'idempotency-key-reused',
    });
  });

  test('guards that are functions are asked anew after a conflict', async () => {
    const guarded = newStream();
    await log.append(tenant, { events: [somethingIn(guarded)], actor: null, correlationId: randomUUID() });
    const versions = [0, 0, 1];
    const guards = () => Promise.resolve([{ streamId: guarded, version: versions.shift() ?? 1 }]);
    await executeCommand(log, counter, { streamId: stream, command: 'a', context: contextOf(), guards });
    expect(versions).toEqual([]);
    expect(await log.streamVersion(tenant, stream)).toBe(1);
  });
});

describe('appendCommand', () => {
  test('writes many streams, keeps the answer with the key, and leaves a conflict to the caller', async () => {
    const other = newStream();
    const context = contextOf({ idempotency: { key: randomUUID(), requestHash: 'a' } });
    const events = [somethingIn(stream), somethingIn(other)];
    expect(await appendCommand(log, context, { events, expected: new Map([[stream, 0]]), answer: 'done' })).toBe(
      'done',
    );
    expect(context.result?.replayed).toBe(false);
    expect(await appendCommand(log, context, { events, answer: 'not again' })).toBe('done');
    expect(context.result?.replayed).toBe(true);
    const late = appendCommand(log, contextOf(), { events, expected: new Map([[stream, 0]]), answer: 'late' });
    expect(await late).toBe('conflict');
  });
});
