import { setTimeout as pause } from 'node:timers/promises';
import { uuidv5 } from '#libs/kernel';
import { type Reachable } from '../local/running.js';
import { demoDay } from './demo-calendar.js';
import { demoPeople } from './demo-people.js';
import { type DemoHistory } from './demo-tasks.js';
import { type DemoStep, demoTimeline } from './demo-timeline.js';
import { seedEmployees, seedUsers, unless } from './seed-people.js';
import { makeSender, SEED_PATIENCE_MS, type Send } from './sender.js';

/** So many days the demo company has behind it, unless fewer are asked for. */
export const DEMO_DAYS = 90;

interface Import {
  readonly status: 'open' | 'finished' | 'abandoned';
  readonly source: string;
}

/**
 * Fills a new tenant with a company that looks alive: people in four departments, projects, and some months of work, closed
 * and paid. All of it goes through the services' own HTTP interface, by the commands that people give, at past times. Every
 * step may be repeated, and the last one says that it is done, so a seed that was killed is simply run again; the import
 * keeps the day on which it began, so that it ends the same also on another day.
 *
 * @param days how long a history
 */
export async function seedDemoCompany(
  running: Reachable,
  tenant: string,
  log: (line: string) => void,
  days = DEMO_DAYS,
): Promise<void> {
  const send = await makeSender(running, tenant);
  const importPath = `/api/tasks/imports/${uuidv5(tenant, 'demo-import')}`;
  const source = `demo company: ${days} days before ${demoDay(Date.now())}`;
  const begun = (await send('tasks', `${importPath}/start`, { source })) as Import;
  if (begun.status !== 'open') return;
  const people = demoPeople(tenant);
  const history: DemoHistory = { tenant, people, ...spanOf(begun.source) };
  log(`seeding ${tenant} with a demo company and the last ${history.days} days of its work`);
  const timeline = demoTimeline(history);
  const latecomers = new Set(timeline.flatMap((step) => (step.type === 'join' ? [step.person] : [])));
  const there = people.filter((person) => !latecomers.has(person));
  const lived = seedUsers(running, tenant, there).then(() => live(running, send, { tenant, timeline, importPath }));
  await Promise.all([lived, seedEmployees(send, history)]);
  const tasks = new Set(timeline.flatMap((step) => (step.type === 'tasks' ? step.rows.map(({ id }) => id) : [])));
  await send('tasks', `${importPath}/finish`, { tasks: tasks.size });
  log(`seeded ${people.length} people and ${tasks.size} tasks`);
}

/** The span as it was named when the seed began, perhaps by a process that was killed yesterday. */
function spanOf(source: string): Pick<DemoHistory, 'today' | 'days'> {
  const [, days, today] = /(\d+) days before (\d{4}-\d\d-\d\d)$/.exec(source) ?? [];
  if (days === undefined || today === undefined)
    throw new Error(`An import "${source}" stands where the demo's should.`);
  return { days: Number(days), today };
}

interface Life {
  readonly tenant: string;
  readonly timeline: readonly DemoStep[];
  readonly importPath: string;
}

/** One step after the other, since each rests on those before it. */
async function live(running: Reachable, send: Send, { tenant, timeline, importPath }: Life): Promise<void> {
  for (const step of timeline) {
    const then = { 'aviary-occurred-at': new Date(step.at).toISOString() };
    switch (step.type) {
      case 'tasks':
        await send('tasks', `${importPath}/tasks`, { items: step.rows });
        break;
      case 'reassign':
        await send('tasks', '/api/tasks/reassign', {}, then);
        break;
      case 'join':
        await seedUsers(running, tenant, [step.person]);
        break;
      case 'leave':
        await send('auth', `/api/users/${step.person.id}/deactivate`, {}, then).catch(unless('user-erased'));
        break;
      case 'close':
        await unlessBusy(() => send('accounting', '/api/accounting/cycles/close', { through: step.through }, then));
        break;
    }
  }
}

const PAUSE_MS = 200;

/** After a kill the clock may be at work on what was sealed and not closed. */
async function unlessBusy(close: () => Promise<unknown>): Promise<void> {
  const deadline = Date.now() + SEED_PATIENCE_MS;
  for (;;) {
    try {
      await close();
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== 'close-in-progress' || Date.now() > deadline) throw error;
      await pause(PAUSE_MS);
    }
  }
}
