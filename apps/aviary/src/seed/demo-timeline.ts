import { addDays, type Day, daysBetween } from '#libs/kernel';
import { at, demoDay } from './demo-calendar.js';
import { type DemoPerson } from './demo-people.js';
import { dayAgo, type DemoHistory, type DemoTask, demoTasks } from './demo-tasks.js';

/** A row of the import, as the tasks service takes it; times ISO 8601. */
export interface DemoRow {
  readonly id: string;
  readonly title: string;
  readonly description: string | null;
  readonly project: string;
  /** Left out of a task that was made before: whoever has it by then has done it. */
  readonly assigneeId?: string;
  readonly createdAt: string;
  readonly completedAt?: string;
  readonly deadline?: string;
}

/** What is done to make the history, one after the other; `at` in epoch milliseconds. */
export type DemoStep =
  | { readonly type: 'tasks'; readonly at: number; readonly rows: readonly DemoRow[] }
  | { readonly type: 'reassign'; readonly at: number }
  | { readonly type: 'join'; readonly at: number; readonly person: DemoPerson }
  | { readonly type: 'leave'; readonly at: number; readonly person: DemoPerson }
  | { readonly type: 'close'; readonly at: number; readonly through: Day };

/** Days before today on which the manager had everything drawn anew, unless it was because somebody left. */
const REASSIGNED_AGO = [66, 12];
/** So many days are told night by night. */
const NIGHTLY_DAYS = 3;
/** So many days before that are closed at once. */
const DAYS_AT_ONCE = 28;

/** The history of the demo company, step by step, in the order in which it happened. */
export function demoTimeline(history: DemoHistory): DemoStep[] {
  const tasks = demoTasks(history);
  const steps: DemoStep[] = [];
  let from = 0;
  for (const event of [...peopleMoves(history), ...reassignments(history), ...closes(history, tasks)].sort(byTime)) {
    const rows = rowsBetween(tasks, from, event.at);
    if (rows.length > 0) steps.push({ type: 'tasks', at: event.at, rows });
    steps.push(event);
    from = event.at;
  }
  const rows = rowsBetween(tasks, from, Infinity);
  return [...steps, { type: 'tasks', at: at(history.today), rows }];
}

const byTime = (one: DemoStep, other: DemoStep): number => one.at - other.at;

/** What happened from one moment (included) to another (not included). */
function rowsBetween(tasks: readonly DemoTask[], from: number, to: number): DemoRow[] {
  const within = (moment: number | null): moment is number => moment !== null && moment >= from && moment < to;
  return tasks
    .filter(({ createdAt, completedAt }) => within(createdAt) || within(completedAt))
    .map(({ assigneeId, createdAt, completedAt, deadline, ...words }) => ({
      ...words,
      ...(within(createdAt) ? { assigneeId } : {}),
      createdAt: new Date(createdAt).toISOString(),
      ...(within(completedAt) ? { completedAt: new Date(completedAt).toISOString() } : {}),
      ...(deadline === null ? {} : { deadline: new Date(deadline).toISOString() }),
    }));
}

/** Who came before the history begins is there already; who left before that leaves at its beginning. */
function peopleMoves(history: DemoHistory): DemoStep[] {
  const { people, today, days } = history;
  const begin = at(addDays(today, -days));
  return people.flatMap((person): DemoStep[] => {
    const { hiredAgo, leftAgo } = person;
    const joined = hiredAgo < days ? [{ type: 'join' as const, at: at(dayAgo(history, hiredAgo), 8), person }] : [];
    if (leftAgo === undefined) return joined;
    return [...joined, { type: 'leave', at: Math.max(begin, at(dayAgo(history, leftAgo), 8)), person }];
  });
}

function reassignments(history: DemoHistory): DemoStep[] {
  const left = history.people.flatMap(({ leftAgo }) => (leftAgo === undefined ? [] : [leftAgo]));
  return [...REASSIGNED_AGO, ...left]
    .filter((ago) => ago < history.days)
    .map((ago) => ({ type: 'reassign', at: at(dayAgo(history, ago), 11) }));
}

/**
 * Each of the last days on which something happened is closed at its midnight, so that payouts and entries stand in
 * the ledger as people look at it first. Before that, four weeks are closed at once, as after a clock that stood still:
 * their cycles are paid and closed as of their own midnights all the same, in a fraction of the time.
 */
function closes({ today }: DemoHistory, tasks: readonly DemoTask[]): DemoStep[] {
  const busy = new Set(
    tasks.flatMap(({ createdAt, completedAt }) => [createdAt, completedAt ?? createdAt]).map(demoDay),
  );
  const yesterday = addDays(today, -1);
  const nightly = addDays(today, -NIGHTLY_DAYS);
  const rounds = new Set([1, 2, 3].map((round) => addDays(today, -round * DAYS_AT_ONCE)));
  return [...daysBetween(demoDay(tasks[0]?.createdAt ?? at(today)), yesterday)]
    .filter((day) => day === yesterday || (day < nightly ? rounds.has(day) : busy.has(day)))
    .map((day) => ({ type: 'close', at: at(addDays(day, 1)), through: day }));
}
