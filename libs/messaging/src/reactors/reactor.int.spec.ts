import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type AppendCommand, type EventLog } from '#libs/event-store';
import { type RecordedEvent, unavailable, uuidv5, uuidv7 } from '#libs/kernel';
import { testDatabase, until } from '#libs/testing';
import { DeadLetters } from '../dead-letters/dead-letters.js';
import { projects } from '../fixtures/facts.js';
import { Interference, PAYOUTS, PayoutsReactor, SEALS } from '../fixtures/payouts.reactor.js';
import { services, type RunningService } from '../fixtures/service.js';

const instances = services();
const { tenant, ...database } = testDatabase({ partition: 1 });
let tasks: RunningService;
let accounting: RunningService;
let interference: Interference;

beforeAll(async () => {
  tasks = await instances.start('tasks', { tenants: [tenant] });
  const [controllers, providers] = [[PayoutsReactor], [Interference]];
  accounting = await instances.start('accounting', { tenants: [tenant], controllers, providers });
  interference = accounting.app.get(Interference);
}, 300_000);
beforeEach(() => {
  interference.before = () => undefined;
});

/** Records projects in one command, waits until the reactor has answered to them, and returns what it recorded since. */
async function react(names: readonly string[], change: Partial<AppendCommand> = {}): Promise<RecordedEvent[]> {
  const before = (await accounting.log.head(tenant)).position;
  const events = names.map((name) => {
    const projectId = uuidv7();
    return { streamId: `project:${projectId}`, event: 'ProjectCreated', body: { projectId, name } };
  });
  const outcome = await tasks.log.append(tenant, { ...projects(0), events, ...change });
  if (outcome.outcome !== 'appended') throw new Error(outcome.outcome);
  await answered(outcome.position);
  return accounting.log.read(tenant, before, 1_000);
}

async function answered(position: number): Promise<void> {
  const there = await accounting.subscriptions.reached(tenant, 'tasks', 1, position, 20_000);
  if (!there) throw new Error(`The reactor did not get to ${position}.`);
}

const seal = (log: EventLog) =>
  log.append(tenant, {
    ...{ actor: null, correlationId: uuidv7() },
    events: [{ streamId: SEALS, event: 'BillingCycleSealed', body: { through: '2026-01-01', at: Date.now() } }],
  });
const amounts = (events: readonly RecordedEvent[]) =>
  events.filter(({ event }) => event === 'PayoutIssued').map(({ body }) => (body as { amount: number }).amount);

describe('a reactor', () => {
  it('answers each fact once, with ids that derive from the cause', async () => {
    const reactions = await react(Array.from({ length: 700 }, () => 'plain'));
    const causes = await tasks.log.read(tenant, 0, 1_000);
    expect(reactions).toHaveLength(700);
    expect(reactions.map(({ meta }) => meta.eventId)).toEqual(
      causes.map(({ meta }) => uuidv5(PAYOUTS, meta.eventId, 0)),
    );
    expect(reactions.map(({ meta }) => meta.causationId)).toEqual(causes.map(({ meta }) => meta.eventId));
    expect(reactions[0]?.meta).toMatchObject({
      actor: `system:${PAYOUTS}`,
      correlationId: causes[0]?.meta.correlationId,
    });
  });

  it('records that nothing follows', async () => {
    expect(await react(['unpaid'])).toEqual([]);
    const [cause] = await tasks.log.read(tenant, (await tasks.log.head(tenant)).position - 1, 1);
    const id = cause?.meta.eventId ?? '';
    expect(await accounting.log.knownReactions(tenant, PAYOUTS, [id])).toEqual(new Set([id]));
  });

  it('lets reactions to the past happen in the past', async () => {
    const occurredAt = Date.UTC(2013, 5, 1);
    const projectId = uuidv7();
    const event = {
      streamId: `project:${projectId}`,
      event: 'ProjectCreated',
      body: { projectId, name: 'old' },
      occurredAt,
    };
    const [old] = await react([], { events: [event] });
    expect(old?.meta.occurredAt).toBe(occurredAt);
    const [fresh] = await react(['new']);
    expect(fresh?.meta.occurredAt).toBe(fresh?.meta.recordedAt);
  });

  it('decides again when a stream it rests on has moved', async () => {
    const attempts: number[] = [];
    interference.before = async (_event, attempt) => {
      attempts.push(attempt);
      if (attempts.length === 1) await seal(accounting.log);
    };
    const recorded = await react(['plain']);
    const cycles = recorded
      .filter(({ event }) => event === 'PayoutIssued')
      .map(({ body }) => (body as { cycle: string }).cycle);
    expect(attempts).toEqual([0, 1]);
    expect(cycles).toEqual(['2026-01-02']);
  });

  it('decides a reaction that rests on an earlier one of the batch after that one is recorded', async () => {
    const before = await accounting.log.streamVersion(tenant, 'payouts');
    const reactions = await react(['numbered', 'numbered', 'plain', 'numbered']);
    expect(amounts(reactions)).toEqual([before + 1, before + 2, 1, before + 4]);
  });

  it('answers nothing twice when its checkpoint is put back', async () => {
    const before = await accounting.log.head(tenant);
    await database.asSuperuser((client) =>
      client.query(`UPDATE accounting_log.checkpoints SET position = 10 WHERE consumer = '${PAYOUTS}'`),
    );
    expect(await react(['plain'])).toHaveLength(1);
    expect((await accounting.log.head(tenant)).position).toBe(before.position + 1);
  });

  it('sets aside what it cannot answer to, goes on, and takes it up when it is mended', async () => {
    interference.before = ({ body }) => {
      if ((body as { name: string }).name === 'poison') throw new Error('It cannot be paid.');
    };
    expect(await react(['plain', 'plain', 'poison', 'plain'])).toHaveLength(3);
    const letters = accounting.app.get(DeadLetters, { strict: false });
    const [letter] = await letters.page(tenant, { states: ['poison'], limit: 10 }, undefined);
    expect(letter).toMatchObject({ consumer: PAYOUTS, source: 'tasks', reason: 'It cannot be paid.', attempts: 1 });
    const id = letter?.id ?? '';
    expect(await letters.retry(tenant, id)).toMatchObject({ outcome: 'parked', letter: { id } });
    interference.before = () => undefined;
    expect(await letters.retry(tenant, id)).toMatchObject({ outcome: 'released', handled: 1 });
    await expect(letters.retry(tenant, id)).rejects.toMatchObject({ code: 'dead-letter-not-found' });
    const { deadLetters } = await accounting.status.report();
    expect(deadLetters).toEqual([]);
  });

  it('waits for a part that is away', async () => {
    let away = true;
    interference.before = () => {
      if (away) throw unavailable('part-away', 'A part is away.');
    };
    const done = react(['plain']);
    await until(async () => (await consumers()).find((row) => row.state === 'away'), { what: 'the wait' });
    away = false;
    expect(await done).toHaveLength(1);
  });
});

async function consumers(): Promise<{ subscriber: string; state: string; reason: string }[]> {
  const { consumers: rows = [] } = await accounting.status.report();
  return (rows as { subscriber: string; state: string; reason: string }[]).filter(
    ({ subscriber }) => subscriber === PAYOUTS,
  );
}
