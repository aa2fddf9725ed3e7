import { beforeAll, expect, test } from '@jest/globals';
import { EventLog, type NewEvent } from '#libs/event-store';
import { addDays, type Day, type RecordedEvent, uuidv5 } from '#libs/kernel';
import { Subscriptions } from '#libs/messaging';
import { api, testDatabase, until } from '#libs/testing';
import { type HowFar } from '../application/closing-progress.js';
import { type ClosedCycles } from '../application/settle-sealed.js';
import { LAST_DAY, type MadeUpTask, madeUpTasks } from '../fixtures/made-up-years.js';
import { atEachChunk, closeThrough, gate, recordAll, runningAccounting } from '../fixtures/running-accounting.js';

const ledger = runningAccounting();
// East of Greenwich, so that the last hours of a day in UTC are the first of the next; and no clock.
const settings = { timeZone: 'Asia/Kolkata', cyclesOn: false };
const { tenant } = testDatabase({ active: true, settings });
const EAST_MS = 5.5 * 3_600_000;
const dayThere = (at: number): Day => new Date(at + EAST_MS).toISOString().slice(0, 10);

const eventsOf = ({ taskId, assigneeId, fee, reward, createdAt, completedAt }: MadeUpTask): NewEvent[] => {
  const streamId = `task:${taskId}`;
  const assigned = { taskId, assigneeId, previousAssigneeId: null, projectId: null, assignmentFee: fee };
  const completed = { taskId, assigneeId, projectId: null, completionReward: reward };
  return [
    { streamId, event: 'TaskAssigned', body: { ...assigned, reason: 'imported', draw: null }, occurredAt: createdAt },
    ...(completedAt === null ? [] : [{ streamId, event: 'TaskCompleted', body: completed, occurredAt: completedAt }]),
  ];
};

/** Tells of the past, and waits until the ledger has it. */
async function tell(events: readonly NewEvent[]): Promise<void> {
  const position = await recordAll(ledger.tasks.app.get(EventLog), tenant, events);
  const subscriptions = ledger.instances[0].app.get(Subscriptions);
  await until(() => subscriptions.reached(tenant, 'tasks', 1, position, 1_000), {
    what: 'the entries',
    timeout: 90_000,
  });
}

type EntryEvent = RecordedEvent & { body: { cycle: Day; causeEventId: string; amount: number } };

async function whole(log: EventLog): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for (;;) {
    const page = await log.read(tenant, events.length, 1_000);
    if (page.length === 0) return events;
    events.push(...page);
  }
}
const entries = async (): Promise<EntryEvent[]> =>
  (await whole(ledger.instances[0].app.get(EventLog))).filter(({ event }) =>
    ['AssignmentFeeCharged', 'CompletionRewardCredited'].includes(event),
  ) as EntryEvent[];

beforeAll(() => tell(madeUpTasks().flatMap(eventsOf)), 120_000);

test('each cause has one entry, in the order of the causes, and in the cycle of the day on which it occurred', async () => {
  const causes = await whole(ledger.tasks.app.get(EventLog));
  const made = await entries();
  expect(made.map(({ body }) => body.causeEventId)).toEqual(causes.map(({ meta }) => meta.eventId));
  expect(made.map(({ body }) => body.cycle)).toEqual(causes.map(({ meta }) => dayThere(meta.occurredAt)));
  expect(made.map(({ meta }) => meta.occurredAt)).toEqual(causes.map(({ meta }) => meta.occurredAt));
  const otherDay = causes.filter(({ meta }) => dayThere(meta.occurredAt) !== dayThere(meta.occurredAt - EAST_MS));
  expect(otherDay.length).toBeGreaterThan(100);
});

test('what is told too late enters the earliest cycle that is open', async () => {
  const [one, other] = ledger.instances;
  await closeThrough(one, tenant, LAST_DAY);
  const before = (await entries()).length;
  const late = [Date.parse('2021-03-01T12:00:00.000Z'), Date.parse(`${addDays(LAST_DAY, 3)}T12:00:00.000Z`)];
  const tasks = late.map((createdAt, n) => ({
    ...{ taskId: uuidv5('late-task', n), assigneeId: uuidv5('late-person', n), fee: 10, reward: 30 },
    ...{ createdAt, completedAt: null },
  }));
  await tell(tasks.flatMap(eventsOf));
  const added = (await entries()).slice(before).map(({ body }) => body.cycle);
  expect(added).toEqual([addDays(LAST_DAY, 1), addDays(LAST_DAY, 3)]);
  expect(await closeThrough(other, tenant, addDays(LAST_DAY, 1))).toMatchObject({ closed: 1 });
});

test('a close that takes longer than a request may wait goes on, and tells what it did when asked again', async () => {
  const [one, other] = ledger.instances;
  const permissions = ['accounting.can_close'];
  const token = await ledger.issuer.token({ tenant, permissions });
  const admin = api(one.url).forTenant(tenant).as(token);
  const body = { through: addDays(LAST_DAY, 10) };
  const request = { idempotencyKey: 'close-ten-days', headers: { prefer: 'respond-async' } };
  const { opens, passed } = gate();
  const held = atEachChunk(one, async (write) => {
    await passed;
    await write();
  });
  const ask = async () => await admin.post<HowFar>('/api/accounting/cycles/close', body, request);
  const accepted = await ask();
  const location = accepted.headers.get('location') ?? '';
  const look = async () => (await api(other.url).forTenant(tenant).as(token).get<HowFar>(location)).body;
  try {
    expect(accepted.status).toBe(202);
    await until(
      async () => {
        const { left, atWork } = await look();
        // Where the ledger was behind for longer than a close waits, nothing came of it yet.
        if (left !== 9 && !atWork) await ask();
        return left === 9;
      },
      { what: 'the cut-off', timeout: 120_000 },
    );
    await admin.when.post('/api/accounting/cycles/close', body, request).thenProblem(409, 'close-in-progress');
  } finally {
    opens();
  }
  await until(async () => !(await look()).atWork, { what: 'the end of the close' });
  held.mockRestore();

  expect(await look()).toMatchObject({ closedThrough: body.through, sealedThrough: body.through, left: 0 });
  const again = await admin.post<ClosedCycles>('/api/accounting/cycles/close', body, request);
  expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, 'true']);
  expect(again.body).toMatchObject({ ...body, closed: 9, from: addDays(LAST_DAY, 2), to: body.through });
});
