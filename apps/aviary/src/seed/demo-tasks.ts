import { DAY_MS, uuidv5 } from '#libs/kernel';
import { type DemoPerson } from './demo-people.js';

/** A row of the import, as the tasks service takes it; times ISO 8601. */
export interface DemoTask {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly assigneeId: string;
  readonly createdAt: string;
  readonly completedAt?: string;
  readonly deadline?: string;
}

const DAYS = 5;
const TASKS_A_DAY = 9;

const VERBS = ['Polish', 'Measure', 'Document', 'Untangle', 'Replace', 'Test', 'Speed up', 'Review', 'Paint'];
const THINGS = [
  'the perch',
  'the seed feeder',
  'the nest box',
  'the flight plan',
  'the mirror',
  'the bell',
  'the cage door',
];

/** A number from 0 to 1 that is always the same for a name. */
function share(...name: (string | number)[]): number {
  return Number.parseInt(uuidv5(...name).slice(0, 8), 16) / 0x1_0000_0000;
}

/**
 * A few days of work before today: each day some tasks are made; most are done within two days, the rest are still open.
 *
 * @param today the first moment of the running day, epoch milliseconds
 */
export function demoTasks(tenant: string, developers: readonly DemoPerson[], today: number): DemoTask[] {
  return Array.from({ length: DAYS * TASKS_A_DAY }, (_, number) => demoTask(tenant, developers, today, number));
}

function demoTask(tenant: string, developers: readonly DemoPerson[], today: number, number: number): DemoTask {
  const day = Math.floor(number / TASKS_A_DAY);
  const draw = (what: string) => share(tenant, 'demo-task', number, what);
  const pick = <Item>(items: readonly Item[], what: string) => items[Math.floor(draw(what) * items.length)] as Item;
  const createdAt = today - (DAYS - day) * DAY_MS + Math.floor((9 + draw('hour') * 5) * 3_600_000);
  const completedAt = createdAt + Math.floor((0.1 + draw('effort') * 1.6) * DAY_MS);
  const done = draw('done') < 0.75 && completedAt < today;
  return {
    id: `demo-${number + 1}`,
    title: `${pick(VERBS, 'verb')} ${pick(THINGS, 'thing')}`,
    description: 'From the demo company’s first days.',
    assigneeId: pick(developers, 'assignee').id,
    createdAt: new Date(createdAt).toISOString(),
    ...(done ? { completedAt: new Date(completedAt).toISOString() } : {}),
    ...(draw('deadline') < 0.4 ? { deadline: new Date(createdAt + 4 * DAY_MS).toISOString() } : {}),
  };
}

/** How many days of work the demo company has behind it. */
export const DEMO_DAYS = DAYS;

/** What happened on one day, as rows to import one after the other: tasks that were made, then those that were done. */
export function onDay(tasks: readonly DemoTask[], day: string): DemoTask[] {
  const made = tasks
    .filter(({ createdAt }) => createdAt.startsWith(day))
    .map(({ completedAt: _, ...open }) => open)
    .sort((a, b) => a.createdAt.localeCompare(b.createdAt));
  const done = tasks
    .filter(({ completedAt }) => completedAt?.startsWith(day))
    .sort((a, b) => (a.completedAt ?? '').localeCompare(b.completedAt ?? ''));
  return [...made, ...done];
}
