import { beforeAll, expect, jest, test } from '@jest/globals';
import { EventLog, type NewEvent } from '#libs/event-store';
import { type RunningService } from '#libs/http';
import { addDays, type Day, type RecordedEvent, uuidv5 } from '#libs/kernel';
import { type Tenant, TenantRegistry } from '#libs/tenancy';
import { testDatabase, until } from '#libs/testing';
import { DAYS, entriesOf, FIRST_DAY, LAST_DAY, madeUpTasks } from '../fixtures/made-up-years.js';
import { atEachChunk, closeThrough, gate, recordAll, runningAccounting } from '../fixtures/running-accounting.js';
import { CheckMoney } from './check-money.js';
import { ClosingLock } from './closing-lock.js';
import { ClosingProgress } from './closing-progress.js';

// They are not listed as active, so that no clock closes for them, of whatever spec.
const ledger = runningAccounting();
const { tenant: undisturbed } = testDatabase();
const { tenant: killed } = testDatabase();
const { tenant: stopped } = testDatabase();

/** One day on which so many are paid that the payouts alone are more than a chunk. */
const CROWDED_DAY = addDays(FIRST_DAY, 500);
const CROWD = 1_500;

const crowd = (tenant: string): NewEvent[] =>
  entriesOf(
    tenant,
    Array.from({ length: CROWD }, (_, n) => {
      const at = Date.parse(`${CROWDED_DAY}T12:00:00.000Z`);
      const ids = { taskId: uuidv5('crowd-task', n), assigneeId: uuidv5('crowd-person', n) };
      return { ...ids, fee: 10, reward: 30, createdAt: at, completedAt: at };
    }),
  );

beforeAll(async () => {
  for (const { app } of ledger.instances) {
    const registry = app.get(TenantRegistry);
    jest.spyOn(registry, 'get').mockImplementation(async (name) => (await registry.find(name)) as Tenant);
  }
  const log = ledger.instances[0].app.get(EventLog);
  for (const tenant of [undisturbed, killed, stopped])
    await recordAll(log, tenant, [...entriesOf(tenant, madeUpTasks()), ...crowd(tenant)]);
}, 120_000);

const close = (service: RunningService, tenant: string) => closeThrough(service, tenant, LAST_DAY);

/** Everything that the closes of a tenant have recorded, without what names the tenant. */
async function recordedOf(tenant: string): Promise<{ event: string; cycle: Day; said: object }[]> {
  const log = ledger.instances[0].app.get(EventLog);
  const events: RecordedEvent[] = [];
  for (let page: RecordedEvent[] = []; ; events.push(...page)) {
    page = await log.read(tenant, events.at(-1)?.meta.position ?? 0, 1_000);
    if (page.length === 0) break;
  }
  return events
    .filter(({ event }) => event === 'PayoutIssued' || event === 'BillingCycleClosed')
    .map(({ event, body }) => {
      const { entryId: _, ...said } = body as { entryId?: string; cycle: Day };
      return { event, cycle: said.cycle, said };
    });
}

test('years are closed in order and in chunks, each day once, each balance paid out', async () => {
  const [service] = ledger.instances;
  const sizes: number[] = [];
  const watched = atEachChunk(service, async (write, size) => {
    sizes.push(size);
    await write();
  });
  const closed = await close(service, undisturbed);
  watched.mockRestore();

  const events = await recordedOf(undisturbed);
  const days = events.filter(({ event }) => event === 'BillingCycleClosed').map(({ cycle }) => cycle);
  expect(days).toEqual(Array.from({ length: DAYS }, (_, n) => addDays(FIRST_DAY, n)));
  expect(closed).toMatchObject({ closed: DAYS, from: FIRST_DAY, to: LAST_DAY, payouts: events.length - DAYS });
  expect(events.map(({ cycle }) => cycle)).toEqual(events.map(({ cycle }) => cycle).toSorted());
  expect(events.filter(({ cycle }) => cycle === CROWDED_DAY).length).toBeGreaterThan(CROWD);
  expect(sizes.slice(0, -1).every((size) => size === 1_000)).toBe(true);
  expect(sizes.reduce((sum, size) => sum + size)).toBe(events.length);
  expect(sizes.length).toBeGreaterThan(3);
  expect(await service.app.get(CheckMoney).check(undisturbed)).toMatchObject({ wrong: null });
});

test('killed at each chunk, before and after it is written, a close comes to the same event by event', async () => {
  const whole = await recordedOf(undisturbed);
  const chunks = Math.ceil(whole.length / 1_000);
  for (let death = 0; death < 2 * chunks; death += 1) {
    const service = ledger.instances[(death >> 1) % 2] as RunningService;
    const dying = atEachChunk(service, async (write) => {
      if (death % 2 === 1) await write();
      throw new Error('killed');
    });
    await expect(close(service, killed)).rejects.toThrow('killed');
    dying.mockRestore();
  }
  expect(await close(ledger.instances[0], killed)).toMatchObject({ closed: 0, from: null, to: null, payouts: 0 });
  expect(await recordedOf(killed)).toEqual(whole);
  expect(await ledger.instances[0].app.get(CheckMoney).check(killed)).toMatchObject({ wrong: null });
});

test('a service that stops leaves a close in the midst, tells how far it is, and another goes on', async () => {
  const [one, other] = ledger.instances;
  const progress = () => other.app.get(ClosingProgress).of(stopped);
  expect(await progress()).toMatchObject({ atWork: false, sealedThrough: null, closedThrough: null, left: 0 });
  const { opens, passed } = gate();
  let writing = false;
  const held = atEachChunk(one, async (write) => {
    writing = true;
    await passed;
    await write();
  });
  const closing = close(one, stopped).catch((error: { code?: string }) => error.code);
  try {
    await until(() => writing, { what: 'the first chunk' });
    expect(await progress()).toMatchObject({ atWork: true, sealedThrough: LAST_DAY, closedThrough: null, left: DAYS });
    await expect(close(other, stopped)).rejects.toMatchObject({ code: 'close-in-progress' });
  } finally {
    const stops = one.app.get(ClosingLock).onModuleDestroy();
    opens();
    await stops;
    held.mockRestore();
  }
  expect(await closing).toBe('closing-stopped');
  const half = await progress();
  expect(half.atWork).toBe(false);
  expect(half.left).toBeGreaterThan(0);
  expect(half.left).toBeLessThan(DAYS);
  expect(await close(other, stopped)).toMatchObject({ closed: half.left, from: addDays(half.closedThrough ?? '', 1) });
  expect(await progress()).toMatchObject({ atWork: false, closedThrough: LAST_DAY, left: 0 });
  expect(await recordedOf(stopped)).toEqual(await recordedOf(undisturbed));
});
