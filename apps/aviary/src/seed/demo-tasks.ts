import { addDays, type Day, daysBetween } from '#libs/kernel';
import {
  afterWork,
  at,
  demoDay,
  isWeekend,
  numberOf,
  share,
  workingDaysBefore,
  workingDayUpTo,
} from './demo-calendar.js';
import { type DemoPerson } from './demo-people.js';
import { DESCRIPTIONS, PROJECTS, TITLES } from './demo-words.js';

/** A task of the demo company's past; times epoch milliseconds. */
export interface DemoTask {
  /** Of the row that imports it. */
  readonly id: string;
  readonly title: string;
  readonly description: string | null;
  readonly project: string;
  /** To whom it goes first. */
  readonly assigneeId: string;
  readonly createdAt: number;
  /** Null for what is open still. */
  readonly completedAt: number | null;
  readonly deadline: number | null;
}

/** What the history is told of: one tenant's people, up to one day. */
export interface DemoHistory {
  readonly tenant: string;
  readonly people: readonly DemoPerson[];
  /** The running day when the company is seeded. */
  readonly today: Day;
  /** How many days before it have a history. */
  readonly days: number;
}

/** The day on which somebody came or left: a working day, whatever day it was so many days before the last. */
export const dayAgo = ({ today }: DemoHistory, ago: number): Day => workingDayUpTo(addDays(today, -ago));

/** A task as a place in the history from which everything about it is drawn. */
interface Place {
  readonly day: Day;
  readonly number: number;
  /** From 0 to 1, the same each time. */
  readonly draw: (what: string) => number;
}

const TASKS_A_DAY = 10;
const NEVER_DONE = 0.04;
/** By login: whoever shows the product gets tasks of their own, and somebody is on call on weekends. */
const [SHOWN, ON_CALL] = ['developer', 'hanna'];
const SHOWN_TODAY = 4;

/**
 * All tasks of the history and of its last day, oldest first: the same each time. What lies on a day is drawn from the
 * tenant and the day's number; only the last days are arranged, so that there is something to do: the login `developer` has
 * tasks that stay open, and a few of others are done in the first moments of today.
 */
export function demoTasks(history: DemoHistory): DemoTask[] {
  const { today, days } = history;
  const tasks = [...daysBetween(addDays(today, -days), today)].flatMap((day) =>
    Array.from({ length: countOn(history, day) }, (_, number) => taskAt(history, placeOf(history, day, number))),
  );
  return tasks.sort((one, other) => one.createdAt - other.createdAt);
}

function placeOf({ tenant }: DemoHistory, day: Day, number: number): Place {
  return { day, number, draw: (what) => share(tenant, 'demo-task', numberOf(day), number, what) };
}

function countOn({ tenant, today }: DemoHistory, day: Day): number {
  if (day === today) return 2 * SHOWN_TODAY;
  const draw = share(tenant, 'demo-day', numberOf(day));
  if (isWeekend(day)) return Math.max(0, Math.floor(draw * 5) - 2);
  // The working day before today has enough for those that stay open and those that are done today.
  return day === workingDaysBefore(today, 1) ? 6 : 4 + Math.floor(draw * 3);
}

function taskAt(history: DemoHistory, place: Place): DemoTask {
  const { day, draw } = place;
  const assignee = assigneeOf(history, place);
  // Today's tasks are given out as the day begins, so that it does not matter at which hour the company is seeded.
  const createdAt = day === history.today ? at(day) + place.number : Math.floor(at(day, 9 + draw('hour') * 7));
  const deadline = draw('has deadline') < 0.5 ? at(addDays(day, 2 + Math.floor(draw('deadline') * 5)), 18) : null;
  return {
    id: `demo/${day}/${place.number}`,
    ...wordsOf(place),
    assigneeId: assignee.id,
    createdAt,
    completedAt: completionOf(history, place, { createdAt, assignee }),
    deadline: staysOpen(history, place) ? at(addDays(day, 2), 18) : deadline,
  };
}

/** Titles step through the words, so that none comes again before nine hundred others. */
function wordsOf({ day, number, draw }: Place) {
  const place = numberOf(day) * TASKS_A_DAY + number;
  const project = pick(PROJECTS, draw('project'));
  const thing = project.things[(place * 7) % project.things.length] ?? '';
  const title = (TITLES[(place * 25) % TITLES.length] ?? '').replace('*', thing);
  const description = draw('described') < 0.3 ? pick(DESCRIPTIONS, draw('description')) : null;
  return { title, description, project: project.name };
}

/** On today and the working day before, and once a week ago, some tasks go to the login that shows the product. */
function staysOpen({ today }: DemoHistory, { day, number }: Place): boolean {
  if (day === today) return number < SHOWN_TODAY;
  if (day === workingDaysBefore(today, 1)) return number < 2;
  return day === workingDaysBefore(today, 5) && number < 1;
}

function assigneeOf(history: DemoHistory, place: Place): DemoPerson {
  const { today, people } = history;
  const { day } = place;
  const called = staysOpen(history, place) ? SHOWN : isWeekend(day) && day !== today ? ON_CALL : undefined;
  const employed = people.filter(
    ({ role, hiredAgo, leftAgo }) =>
      role === 'developer' &&
      day >= dayAgo(history, hiredAgo) &&
      (leftAgo === undefined || day < dayAgo(history, leftAgo)),
  );
  const named = employed.find(({ login }) => login === called);
  if (named) return named;
  const late = day > addDays(today, -5);
  const candidates = employed.filter(({ login }) => !late || login !== SHOWN);
  // Who is quick gets more to do.
  const tickets = candidates.flatMap((person) => Array<DemoPerson>(person.pace === 14 ? 1 : 2).fill(person));
  return pick(tickets, place.draw('assignee'));
}

function completionOf(
  history: DemoHistory,
  place: Place,
  { createdAt, assignee }: { createdAt: number; assignee: DemoPerson },
): number | null {
  const { today } = history;
  const { day, number, draw } = place;
  if (day === today || staysOpen(history, place)) return null;
  // A few are done in the first moments of today, which then has something to show.
  if (day === workingDaysBefore(today, 1) && number < 5) return at(today) + number;
  if (draw('done') < NEVER_DONE) return null;
  const hours = assignee.pace * (0.4 + draw('effort') * 1.2);
  const done = isWeekend(day) ? createdAt + hours * 1_200_000 : afterWork(createdAt, hours);
  return demoDay(done) < today ? Math.floor(done) : null;
}

const pick = <Item>(items: readonly Item[], drawn: number): Item => items[Math.floor(drawn * items.length)] as Item;
