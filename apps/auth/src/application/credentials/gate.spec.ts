import { expect, test } from '@jest/globals';
import { Gate } from './gate.js';

/** Work that ends when it is told to. */
function held() {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { work: () => ended, end: () => end() };
}

test('runs no more than its places at the same time, and the others in order', async () => {
  const gate = new Gate(2, 10);
  const order: number[] = [];
  const tasks = [1, 2, 3, 4].map(() => held());
  const runs = tasks.map(({ work }, index) =>
    gate.run(() => {
      order.push(index);
      return work();
    }),
  );
  expect(order).toEqual([0, 1]);
  tasks[1]?.end();
  await runs[1];
  expect(order).toEqual([0, 1, 2]);
  for (const { end } of tasks) end();
  await Promise.all(runs);
  expect(order).toEqual([0, 1, 2, 3]);
});

test('refuses more than may wait, and recovers', async () => {
  const gate = new Gate(1, 1);
  const first = held();
  const running = gate.run(first.work);
  const waiting = gate.run(async () => 'waited');
  await expect(gate.run(async () => 'refused')).rejects.toMatchObject({ code: 'too-busy', kind: 'unavailable' });
  first.end();
  await running;
  expect(await waiting).toBe('waited');
  expect(await gate.run(async () => 'free')).toBe('free');
});

test('a failure frees the place', async () => {
  const gate = new Gate(1, 0);
  await expect(gate.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await gate.run(async () => 'free')).toBe('free');
});
