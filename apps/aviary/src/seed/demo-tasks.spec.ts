import { describe, expect, test } from '@jest/globals';
import { addDays, daysBetween } from '#libs/kernel';
import { at, demoDay, isWeekend } from './demo-calendar.js';
import { demoPeople } from './demo-people.js';
import { dayAgo, type DemoHistory, type DemoTask, demoTasks } from './demo-tasks.js';

const people = demoPeople('popug');
const historyOn = (today: string, days = 90): DemoHistory => ({ tenant: 'popug', people, today, days });
const idOf = (login: string): string => people.find((person) => person.login === login)?.id ?? '';
const of = (tasks: readonly DemoTask[], login: string) => tasks.filter(({ assigneeId }) => assigneeId === idOf(login));

test('twenty-five people in four departments, each with a head but one', () => {
  expect(people.length).toBe(25);
  expect(new Set(people.map(({ id }) => id)).size).toBe(25);
  expect(new Set(people.map(({ department }) => department)).size).toBe(4);
  expect(people.filter(({ position }) => position.startsWith('Head of')).length).toBe(4);
});

test('the same tenant and day have the same history, another tenant has another', () => {
  const history = historyOn('2026-03-04');
  expect(demoTasks(history)).toEqual(demoTasks(history));
  const other = { ...history, tenant: 'macaw', people: demoPeople('macaw') };
  expect(demoTasks(other).map(({ title }) => title)).not.toEqual(demoTasks(history).map(({ title }) => title));
});

test('what a day saw does not depend on how long a history is told', () => {
  const short = demoTasks(historyOn('2026-03-04', 10));
  expect(demoTasks(historyOn('2026-03-04')).slice(-short.length)).toEqual(short);
});

// A week and a month's turn: whatever day of the week it is seeded on.
const week = [...daysBetween('2026-02-26', '2026-03-04')];

describe.each(week)('seeded on %s', (today) => {
  const tasks = demoTasks(historyOn(today));
  const open = tasks.filter(({ completedAt }) => completedAt === null);

  test('nothing lies in the future, and nothing is done before it was made', () => {
    for (const { createdAt, completedAt } of tasks) {
      expect(createdAt).toBeLessThan(at(today) + 1_000);
      if (completedAt === null) continue;
      expect(completedAt).toBeGreaterThanOrEqual(createdAt);
      expect(completedAt).toBeLessThan(at(today) + 1_000);
    }
  });

  test('every task has a row of its own and hardly any two the same title', () => {
    expect(tasks.length).toBeGreaterThan(250);
    expect(new Set(tasks.map(({ id }) => id)).size).toBe(tasks.length);
    expect(new Set(tasks.map(({ title }) => title)).size).toBe(tasks.length);
    expect(new Set(tasks.map(({ project }) => project)).size).toBe(5);
    expect(tasks.filter(({ description }) => description !== null).length).toBeGreaterThan(50);
  });

  test('something is done on every working day, and little on weekends', () => {
    const done = new Map<string, number>();
    for (const { completedAt } of tasks)
      if (completedAt !== null) done.set(demoDay(completedAt), (done.get(demoDay(completedAt)) ?? 0) + 1);
    for (const day of daysBetween(addDays(today, -88), addDays(today, -1)))
      if (isWeekend(day)) expect(done.get(day) ?? 0).toBeLessThan(4);
      else expect([day, (done.get(day) ?? 0) > 0]).toEqual([day, true]);
    expect(done.get(today)).toBe(3);
  });

  test('some work is late, and some was never done', () => {
    const overdue = open.filter(({ deadline }) => deadline !== null && deadline < at(today));
    expect(overdue.length).toBeGreaterThan(2);
    expect(overdue.length).toBeLessThan(open.length);
  });

  test('whoever shows the product has something to do', () => {
    const mine = of(open, 'developer').filter(({ createdAt }) => createdAt >= at(addDays(today, -10)));
    expect(mine.length).toBeGreaterThanOrEqual(5);
    expect(mine.length).toBeLessThanOrEqual(10);
    // So they owe something: all of today's moves of their account are charges.
    expect(of(tasks, 'developer').some(({ completedAt }) => completedAt !== null && completedAt >= at(today))).toBe(
      false,
    );
  });

  test('nobody is given a task before they come or after they leave', () => {
    const [newcomer, leaver] = [of(tasks, 'uma'), of(tasks, 'fima')];
    const came = at(dayAgo(historyOn(today), 45));
    const left = at(dayAgo(historyOn(today), 33));
    expect(newcomer.length).toBeGreaterThan(0);
    expect(leaver.length).toBeGreaterThan(0);
    for (const { createdAt } of newcomer) expect(createdAt).toBeGreaterThan(came);
    for (const { createdAt } of leaver) expect(createdAt).toBeLessThan(left);
  });

  test('some are quicker than others', () => {
    const hours = (login: string) => {
      const spans = of(tasks, login).flatMap(({ createdAt, completedAt }) =>
        completedAt ? [completedAt - createdAt] : [],
      );
      return spans.reduce((sum, span) => sum + span, 0) / spans.length;
    };
    expect(hours('aleks')).toBeLessThan(hours('cyril') / 2);
  });
});
