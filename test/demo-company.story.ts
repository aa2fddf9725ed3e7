import { describe, expect, test } from '@jest/globals';
import { addDays, daysBetween } from '#libs/kernel';
import { type Client, until } from '#libs/testing';
import { demoPeople } from '../apps/aviary/src/seed/demo-people.js';
import { demoTasks } from '../apps/aviary/src/seed/demo-tasks.js';
import { demoTimeline } from '../apps/aviary/src/seed/demo-timeline.js';
import { SHARED_DAYS as DAYS } from '../tools/test/shared-aviary.mjs';
import { sharedAviary } from './support/company.js';
import { dayOfStory } from './support/day.js';
import { everything, logInAll, type People } from './support/people.js';

interface Task {
  id: string;
  status: string;
  deadline: string | null;
  projectId: string | null;
  assigneeId: string;
}

interface Entry {
  at: string;
  cycle: string;
  reason: string;
  balance: number;
  taskId: string | null;
  causeEventId: string | null;
}

interface Cycle {
  cycle: string;
  status: string;
  payouts: number;
}

const TODAY = await dayOfStory();
/** It is only looked at here: that it is the same each time is told in `outages.story.ts`. */
const aviary = await sharedAviary();
const YESTERDAY = addDays(TODAY, -1);
const RANGE = `from=${addDays(TODAY, -DAYS)}&to=${TODAY}`;
/** What is to be there: how much there is of a kind differs from day to day. */
const HISTORY = { tenant: 'popug', people: demoPeople('popug'), today: TODAY, days: DAYS };

const people: People = await logInAll(aviary.url);

const get = async <Body>(client: Client, path: string): Promise<Body> => {
  const { status, body } = await client.get(path);
  expect([path, status]).toEqual([path, 200]);
  return body as Body;
};

/** Where midnight has come since it was seeded, another day has another company. */
const onItsDay = aviary.seededOn === TODAY ? describe : describe.skip;

onItsDay('the demo company', () => {
  test('has people in departments, one who came and one who left', async () => {
    const employees = await everything<{ department: string; leftAt: string | null; hiredAt: string }>(
      people.admin,
      '/api/employees',
    );
    expect(employees.length).toBe(25);
    expect(new Set(employees.map(({ department }) => department)).size).toBe(4);
    expect(employees.filter(({ leftAt }) => leftAt !== null).length).toBe(1);
    expect(employees.filter(({ hiredAt }) => hiredAt > addDays(TODAY, -50)).length).toBe(1);
    expect((await everything(people.admin, '/api/departments')).length).toBe(4);
    expect((await everything(people.admin, '/api/positions')).length).toBeGreaterThan(4);
    const users = await everything<{ active: boolean }>(people.admin, '/api/users');
    expect(users.filter(({ active }) => !active).length).toBe(1);
  });

  test('has tasks of every kind, in projects', async () => {
    const toldTasks = demoTasks(HISTORY);
    const tasks = await everything<Task>(people.manager, '/api/tasks');
    expect(tasks.length).toBe(toldTasks.length);
    const open = tasks.filter(({ status }) => status === 'open');
    expect(open.length).toBeGreaterThan(10);
    const overdue = toldTasks.filter(
      ({ completedAt, deadline }) => completedAt === null && deadline !== null && deadline < Date.parse(TODAY),
    );
    expect(open.filter(({ deadline }) => deadline !== null && deadline < TODAY).length).toBe(overdue.length);
    expect(tasks.filter(({ status }) => status === 'completed').length).toBeGreaterThan(100);
    const projects = await everything<{ id: string }>(people.manager, '/api/projects');
    expect(projects.length).toBe(5);
    for (const { id } of projects)
      expect((await everything(people.manager, `/api/tasks?projectId=${id}`)).length).toBeGreaterThan(5);
    const charges = (await everything<Entry>(people.auditor, '/api/accounting/entries')).filter(
      ({ reason }) => reason === 'assignment',
    );
    // Each task is charged once, and once more for each time it was drawn anew.
    const openAt = (moment: number) =>
      toldTasks.filter(
        ({ createdAt, completedAt }) => createdAt < moment && (completedAt === null || completedAt >= moment),
      );
    const drawnAnew = demoTimeline(HISTORY).flatMap((step) => (step.type === 'reassign' ? openAt(step.at) : []));
    expect(drawnAnew.length).toBeGreaterThan(0);
    expect(charges.length - tasks.length).toBe(drawnAnew.length);
  });

  test('gives the developer something to do, and a balance', async () => {
    const mine = await everything<Task>(people.developer, '/api/tasks?assignee=me&status=open');
    expect(mine.length).toBeGreaterThanOrEqual(5);
    const { balance } = await get<{ balance: number }>(people.developer, '/api/accounting/me/balance');
    expect(balance).toBeLessThan(0);
    const entries = await everything<Entry>(people.developer, '/api/accounting/me/entries');
    expect(new Set(entries.map(({ reason }) => reason))).toEqual(new Set(['assignment', 'completion', 'payout']));
  });

  test('has closed every day through yesterday, and paid at its midnight', async () => {
    const cycles = await everything<Cycle>(people.auditor, '/api/accounting/cycles');
    const closed = new Map(cycles.filter(({ status }) => status === 'closed').map((cycle) => [cycle.cycle, cycle]));
    const days = [...daysBetween(addDays(TODAY, -45), YESTERDAY)];
    for (const day of days) expect(closed.has(day)).toBe(true);
    expect(closed.has(TODAY)).toBe(false);
    const working = days.filter((day) => ![0, 6].includes(new Date(day).getUTCDay()));
    const paid = working.filter((day) => (closed.get(day)?.payouts ?? 0) > 0);
    expect(paid.length).toBeGreaterThan(working.length * 0.9);
    const payouts = (await everything<Entry>(people.auditor, '/api/accounting/entries')).filter(
      ({ reason }) => reason === 'payout',
    );
    for (const { at, cycle } of payouts) expect(at).toBe(`${addDays(cycle, 1)}T00:00:00.000Z`);
    // In the last three days, which are closed night by night, nothing is left of what is paid out.
    for (const { balance } of payouts.filter(({ cycle }) => cycle >= addDays(TODAY, -3))) expect(balance).toBe(0);
  });

  test('has figures for the manager and the admin', async () => {
    const own = await get<{ days: unknown[] }>(people.manager, `/api/accounting/management/earnings?${RANGE}`);
    await until(
      async () =>
        JSON.stringify((await people.admin.get(`/api/analytics/earnings?${RANGE}`)).body) === JSON.stringify(own),
      { what: 'analytics to agree with accounting', timeout: 60_000 },
    );
    const negative = async () =>
      (await get<{ count: number }>(people.admin, '/api/analytics/negative-balances')).count > 2;
    await until(negative, { what: 'analytics to know of negative balances', timeout: 60_000 });
    for (const period of ['day', 'week', 'month']) {
      const path = `/api/analytics/most-expensive-task?period=${period}&at=${TODAY}`;
      const known = async () => (await get<{ task: unknown }>(people.admin, path)).task !== null;
      await until(known, { what: `the most expensive task of the ${period}`, timeout: 60_000 });
    }
  });

  test('has mails of the last week, and logs to look at', async () => {
    await until(async () => (await everything(people.admin, '/api/notifier/mailbox')).length > 10, {
      what: 'mails',
      timeout: 60_000,
    });
    for (const service of ['auth', 'employees', 'tasks', 'accounting', 'notifier', 'tenants'])
      expect((await get<{ items: unknown[] }>(people.admin, `/api/ops/events?service=${service}`)).items).not.toEqual(
        [],
      );
    const { sections } = await get<{ sections: { logs: unknown[] } }>(people.admin, '/api/ops/status');
    expect(sections.logs.length).toBeGreaterThan(5);
  });
});
