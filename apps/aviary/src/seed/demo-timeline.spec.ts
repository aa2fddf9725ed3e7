import { describe, expect, test } from '@jest/globals';
import { addDays, daysBetween } from '#libs/kernel';
import { at, demoDay } from './demo-calendar.js';
import { demoPeople } from './demo-people.js';
import { demoTasks } from './demo-tasks.js';
import { type DemoStep, demoTimeline } from './demo-timeline.js';

const people = demoPeople('popug');
const stepsOf = <Type extends DemoStep['type']>(steps: readonly DemoStep[], type: Type) =>
  steps.filter((step): step is Extract<DemoStep, { type: Type }> => step.type === type);

describe.each([
  ['2026-03-02', 90],
  ['2026-03-04', 90],
  ['2026-03-07', 90],
  ['2026-03-04', 20],
  ['2026-03-02', 5],
])('seeded on %s with %d days', (today, days) => {
  const history = { tenant: 'popug', people, today, days };
  const steps = demoTimeline(history);

  test('is the same each time', () => expect(demoTimeline(history)).toEqual(steps));

  test('goes through time in order, up to the first moment of today', () => {
    const moments = steps.map((step) => step.at);
    expect(moments).toEqual([...moments].sort((one, other) => one - other));
    expect(moments.at(-1)).toBe(at(today));
  });

  test('tells each task when it is made and when it is done, each once and at its time', () => {
    const told: [string, string][] = [];
    let from = 0;
    for (const step of steps) {
      const until = step === steps.at(-1) ? Infinity : step.at;
      for (const row of step.type === 'tasks' ? step.rows : [])
        for (const moment of [
          ...(row.assigneeId ? [row.createdAt] : []),
          ...(row.completedAt ? [row.completedAt] : []),
        ]) {
          told.push([row.id, moment]);
          expect(Date.parse(moment)).toBeGreaterThanOrEqual(from);
          expect(Date.parse(moment)).toBeLessThan(until);
        }
      from = step.at;
    }
    const happened = demoTasks(history).flatMap(({ id, createdAt, completedAt }) =>
      [createdAt, completedAt].flatMap((moment): [string, string][] =>
        moment === null ? [] : [[id, new Date(moment).toISOString()]],
      ),
    );
    expect(told.map(String).sort()).toEqual(happened.map(String).sort());
  });

  test('closes through yesterday, in order, and night by night in the last three days', () => {
    const closes = stepsOf(steps, 'close');
    expect(closes.map(({ through }) => through)).toEqual(closes.map(({ through }) => through).sort());
    expect(closes.at(-1)).toMatchObject({ through: addDays(today, -1), at: at(today) });
    for (const close of closes) expect(close.at).toBe(at(addDays(close.through, 1)));
    const closed = new Set(closes.map(({ through }) => through));
    const busy = new Set(demoTasks(history).map(({ createdAt }) => demoDay(createdAt)));
    for (const day of daysBetween(addDays(today, -Math.min(days, 3)), addDays(today, -1)))
      if (busy.has(day)) expect(closed).toContain(day);
    expect(closes.length).toBeLessThan(8);
  });
});

test('everything is drawn anew when somebody has left, and twice besides', () => {
  const steps = demoTimeline({ tenant: 'popug', people, today: '2026-03-04', days: 90 });
  expect(stepsOf(steps, 'reassign').length).toBe(3);
  const [left] = stepsOf(steps, 'leave');
  const next = stepsOf(steps, 'reassign').find((step) => step.at > (left?.at ?? Infinity));
  expect((next?.at ?? 0) - (left?.at ?? 0)).toBe(3 * 3_600_000);
  expect(stepsOf(steps, 'join').map(({ person }) => person.login)).toEqual(['uma']);
});
