import { beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { type EventLog } from '../event-log.js';
import { commandOf, newStream, somethingIn, testLog } from '../fixtures/test-log.js';
import { verifyChain } from '../verifying/verify-chain.js';

const db = testLog();
const { tenant } = db;
let log: EventLog;

beforeAll(async () => {
  log = await db.open();
});

const expecting = (streamId: string, version: number) => new Map([[streamId, version]]);

describe('appended', () => {
  test('positions go on without a gap, versions within the stream', async () => {
    const stream = newStream();
    const before = await log.head(tenant);
    const first = await log.append(
      tenant,
      commandOf([somethingIn(stream), somethingIn(stream)], { expected: expecting(stream, 0) }),
    );
    expect(first).toEqual({
      outcome: 'appended',
      epoch: 1,
      firstPosition: before.position + 1,
      position: before.position + 2,
    });
    const second = await log.append(tenant, commandOf([somethingIn(stream)], { expected: expecting(stream, 2) }));
    expect(second).toMatchObject({ outcome: 'appended', firstPosition: before.position + 3 });
    expect((await log.readStream(tenant, stream)).map(({ meta }) => meta.version)).toEqual([1, 2, 3]);
    expect(await log.head(tenant)).toMatchObject({ epoch: 1, position: before.position + 3 });
  });

  test('without an expectation the version is given out', async () => {
    const stream = newStream();
    await log.append(tenant, commandOf([somethingIn(stream)]));
    await log.append(tenant, commandOf([somethingIn(stream)], { expected: new Map([[stream, 'any']]) }));
    expect(await log.streamVersion(tenant, stream)).toBe(2);
  });

  test('everything an event carries comes back as it was given', async () => {
    const stream = newStream();
    const [eventId, correlationId, causationId] = [randomUUID(), randomUUID(), randomUUID()];
    const event = { ...somethingIn(stream, 'Ara “ararauna” 🦜'), eventId, occurredAt: 1_600_000_000_000 };
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const ext = { zone: 'Пыльный угол', a: '"quoted"' };
    await log.append(
      tenant,
      commandOf([event], { actor: 'system:spec', correlationId, causationId, traceparent, ext }),
    );
    const [read] = await log.readStream(tenant, stream);
    expect(read?.body).toEqual(event.body);
    expect(read?.meta).toMatchObject({
      eventId,
      tenant,
      streamId: stream,
      version: 1,
      schemaVersion: 1,
      occurredAt: 1_600_000_000_000,
    });
    expect(read?.meta).toMatchObject({ actor: 'system:spec', correlationId, causationId, traceparent, ext, epoch: 1 });
    expect(read?.meta.recordedAt).toBeGreaterThan(1_600_000_000_000);
  });

  test('what an event says of its cause and correlation wins over what the command says', async () => {
    const stream = newStream();
    const own = { correlationId: randomUUID(), causationId: randomUUID(), traceparent: null };
    await log.append(
      tenant,
      commandOf([{ ...somethingIn(stream), ...own }, somethingIn(stream)], { causationId: null, traceparent: '00-x' }),
    );
    const [first, second] = await log.readStream(tenant, stream);
    expect(first?.meta).toMatchObject(own);
    expect(second?.meta).toMatchObject({ causationId: null, traceparent: '00-x' });
  });

  test('a command without events leaves the head where it is', async () => {
    const { position } = await log.head(tenant);
    const idempotency = { key: randomUUID(), requestHash: 'a' };
    const outcome = await log.append(tenant, commandOf([], { idempotency, answer: { ok: true } }));
    expect(outcome).toEqual({ outcome: 'appended', epoch: 1, firstPosition: position + 1, position });
    expect((await log.answered(tenant, idempotency.key))?.answer).toEqual({ ok: true });
    expect(await log.append(tenant, commandOf([], { idempotency }))).toMatchObject({
      outcome: 'duplicate',
      answer: { ok: true },
    });
  });

  test('a single command of twenty thousand events goes in one piece', async () => {
    const events = Array.from({ length: 20_000 }, () => somethingIn(newStream()));
    const outcome = await log.append(tenant, commandOf(events));
    expect(outcome).toMatchObject({ outcome: 'appended' });
    const { firstPosition, position } = outcome as { firstPosition: number; position: number };
    expect(position - firstPosition).toBe(19_999);
  });

  test('tells those who listen, until they have had enough', async () => {
    const heard: [string, number][] = [];
    const stop = log.onAppended((of, position) => heard.push([of, position]));
    await log.append(tenant, commandOf([somethingIn(newStream())]));
    stop();
    await log.append(tenant, commandOf([somethingIn(newStream())]));
    expect(heard).toEqual([[tenant, (await log.head(tenant)).position - 1]]);
  });
});

describe('conflict', () => {
  test('of versions names the stream and what it is at', async () => {
    const stream = newStream();
    await log.append(tenant, commandOf([somethingIn(stream)]));
    const outcome = await log.append(tenant, commandOf([somethingIn(stream)], { expected: expecting(stream, 0) }));
    expect(outcome).toEqual({ outcome: 'conflict', reason: 'version', streamId: stream, actual: 1 });
    expect(await log.streamVersion(tenant, stream)).toBe(1);
  });

  test('of a guard leaves all streams of the command alone', async () => {
    const [guarded, written] = [newStream(), newStream()];
    await log.append(tenant, commandOf([somethingIn(guarded)]));
    const outcome = await log.append(
      tenant,
      commandOf([somethingIn(written)], { guards: [{ streamId: guarded, version: 0 }] }),
    );
    expect(outcome).toEqual({ outcome: 'conflict', reason: 'guard', streamId: guarded, actual: 1 });
    expect(await log.streamVersion(tenant, written)).toBe(0);
    const holds = commandOf([somethingIn(written)], { guards: [{ streamId: guarded, version: 1 }] });
    expect(await log.append(tenant, holds)).toMatchObject({ outcome: 'appended' });
  });

  test('of a reaction: a cause is answered to once, also with nothing', async () => {
    const [known, other] = [randomUUID(), randomUUID()];
    const stream = newStream();
    const reactions = { reactor: 'tasks.spec', causeEventIds: [known, known] };
    expect(await log.append(tenant, commandOf([], { reactions }))).toMatchObject({ outcome: 'appended' });
    const again = commandOf([somethingIn(stream)], {
      reactions: { reactor: 'tasks.spec', causeEventIds: [other, known] },
    });
    expect(await log.append(tenant, again)).toEqual({ outcome: 'conflict', reason: 'reaction' });
    expect(await log.knownReactions(tenant, 'tasks.spec', [known, other])).toEqual(new Set([known]));
    expect(await log.knownReactions(tenant, 'tasks.other', [known, other])).toEqual(new Set());
  });

  test('of a checkpoint that is not where it was thought to be', async () => {
    const move = (from: number, to: number, epoch = 1, toEpoch = epoch) =>
      log.append(
        tenant,
        commandOf([], { checkpoint: { consumer: 'tasks.spec', source: 'auth', epoch, from, to, toEpoch } }),
      );
    expect(await log.checkpoint(tenant, 'tasks.spec', 'auth')).toEqual({ epoch: 1, position: 0 });
    expect(await move(0, 10)).toMatchObject({ outcome: 'appended' });
    expect(await move(0, 12)).toEqual({ outcome: 'conflict', reason: 'checkpoint', actual: 10 });
    expect(await move(10, 12, 2)).toEqual({ outcome: 'conflict', reason: 'checkpoint', actual: 10 });
    expect(await move(10, 8, 1, 2)).toMatchObject({ outcome: 'appended' });
    expect(await log.checkpoint(tenant, 'tasks.spec', 'auth')).toEqual({ epoch: 2, position: 8 });
  });

  test('in one command of a batch leaves the others alone', async () => {
    const [fresh, taken, another] = [newStream(), newStream(), newStream()];
    await log.append(tenant, commandOf([somethingIn(taken)]));
    const outcomes = await log.appendAll(tenant, [
      commandOf([somethingIn(fresh)], { expected: expecting(fresh, 0) }),
      commandOf([somethingIn(taken), somethingIn(newStream())], { expected: expecting(taken, 0) }),
      commandOf([somethingIn(another), somethingIn(another)], { expected: expecting(another, 0) }),
    ]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['appended', 'conflict', 'appended']);
    const [first, , third] = outcomes as { position: number; firstPosition: number }[];
    expect(third?.firstPosition).toBe((first?.position ?? 0) + 1);
  });
});

describe('duplicate', () => {
  test('of event ids answers with the position they have', async () => {
    const event = () => ({ ...somethingIn(newStream()), eventId: randomUUID() });
    const command = commandOf([event(), event()]);
    const first = await log.append(tenant, command);
    const { position } = first as { position: number };
    expect(await log.append(tenant, command)).toEqual({ outcome: 'duplicate', epoch: 1, position });
  });

  test('of the first event id alone is none: what follows it is not there, and has to be decided again', async () => {
    const event = { ...somethingIn(newStream()), eventId: randomUUID() };
    const first = await log.append(tenant, commandOf([event]));
    const { position } = first as { position: number };
    const longer = commandOf([event, somethingIn(newStream()), somethingIn(newStream())]);
    expect(await log.append(tenant, longer)).toEqual({ outcome: 'conflict', reason: 'event-id' });
    expect(await log.head(tenant)).toMatchObject({ position });
  });

  test('of an idempotency key answers what was kept with it, another request with the key is refused', async () => {
    const stream = newStream();
    const key = randomUUID();
    const answer = { id: stream, note: 'NUL \u0000 and “quotes”', list: [1, null] };
    const first = await log.append(
      tenant,
      commandOf([somethingIn(stream)], { idempotency: { key, requestHash: 'a' }, answer }),
    );
    const { position } = first as { position: number };
    const again = await log.append(
      tenant,
      commandOf([somethingIn(stream)], { idempotency: { key, requestHash: 'a' }, answer: 'other' }),
    );
    expect(again).toEqual({ outcome: 'duplicate', epoch: 1, position, answer });
    const reused = await log.append(
      tenant,
      commandOf([somethingIn(stream)], { idempotency: { key, requestHash: 'b' } }),
    );
    expect(reused).toEqual({ outcome: 'key-reused' });
    expect(await log.streamVersion(tenant, stream)).toBe(1);
    expect(await log.answered(tenant, key)).toEqual({ requestHash: 'a', answer, epoch: 1, position });
    expect(await log.answered(tenant, 'never')).toBeUndefined();
  });

  test('the same key fifty times at once: one event, fifty equal answers', async () => {
    const key = randomUUID();
    const stream = newStream();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () =>
        log.append(
          tenant,
          commandOf([somethingIn(stream)], { idempotency: { key, requestHash: 'a' }, answer: 'done' }),
        ),
      ),
    );
    expect(await log.streamVersion(tenant, stream)).toBe(1);
    expect(outcomes.filter(({ outcome }) => outcome === 'appended')).toHaveLength(1);
    const replays = outcomes.filter(({ outcome }) => outcome === 'duplicate');
    expect(replays).toHaveLength(49);
    expect(new Set(replays.map((replay) => JSON.stringify(replay))).size).toBe(1);
  });

  test('of one event id in two commands of a batch: each gets its own outcome', async () => {
    const eventId = randomUUID();
    const outcomes = await log.appendAll(tenant, [
      commandOf([{ ...somethingIn(newStream()), eventId }]),
      commandOf([somethingIn(newStream())]),
      commandOf([{ ...somethingIn(newStream()), eventId }]),
    ]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['appended', 'appended', 'duplicate']);
    expect(await log.find(tenant, [eventId])).toHaveLength(1);
  });

  test('of an event id in another place than the first of a command is a defect, and fails alone', async () => {
    const eventId = randomUUID();
    const stream = newStream();
    const [first, second] = await Promise.allSettled([
      log.append(tenant, commandOf([{ ...somethingIn(newStream()), eventId }])),
      log.append(tenant, commandOf([somethingIn(stream), { ...somethingIn(stream), eventId }])),
    ]);
    expect([first?.status, second?.status]).toEqual(['fulfilled', 'rejected']);
    expect(await log.streamVersion(tenant, stream)).toBe(0);
  });
});

describe('refused', () => {
  test('an event over 256 KiB, and nothing of its command is recorded', async () => {
    const stream = newStream();
    const large = commandOf([somethingIn(stream), somethingIn(stream, 'x'.repeat(256 * 1024))]);
    await expect(log.append(tenant, large)).rejects.toMatchObject({ code: 'event-too-large', kind: 'invalid' });
    expect(await log.streamVersion(tenant, stream)).toBe(0);
  });

  test('what the database cannot take fails alone; what waits beside it is recorded', async () => {
    const nul = newStream();
    const beside = [newStream(), newStream()];
    const [first, bad, last] = await Promise.allSettled([
      log.append(tenant, commandOf([somethingIn(beside[0] ?? '')])),
      log.append(tenant, commandOf([somethingIn(`${nul}\u0000`)])),
      log.append(tenant, commandOf([somethingIn(beside[1] ?? '')])),
    ]);
    expect([first?.status, bad?.status, last?.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await log.streamVersion(tenant, beside[1] ?? '')).toBe(1);
  });

  test('a body that does not fit its schema, a malformed id, an unknown tenant', async () => {
    const stream = newStream();
    await expect(
      log.append(tenant, commandOf([{ streamId: stream, event: 'ProjectCreated', body: {} }])),
    ).rejects.toThrow(/projectId/);
    await expect(log.append(tenant, commandOf([{ ...somethingIn(stream), eventId: 'x' }]))).rejects.toThrow(/eventId/);
    await expect(log.append('nobody-here', commandOf([somethingIn(stream)]))).rejects.toMatchObject({
      code: 'unknown-tenant',
    });
  });
});

test('the log verifies, and holds the text of the schemas it uses', async () => {
  const { pool } = await db.as('tasks');
  const { position } = await log.head(tenant);
  expect(await verifyChain(pool, 'tasks')).toEqual({ events: position });
  const { rows } = await pool.query<{ event: string; schema: string }>('SELECT event, schema FROM tasks_log.schemas');
  expect(rows.map(({ event }) => event)).toEqual(['ProjectCreated']);
  expect(JSON.parse(rows[0]?.schema ?? '')).toMatchObject({ name: 'ProjectCreated', namespace: 'aviary.tasks' });
});
