import { expect, test } from '@jest/globals';
import { until } from '#libs/testing';
import { Slots } from './slots.js';

const never = new AbortController().signal;

test('no more than so many pieces of work go on at once, and the others have their turn in order', async () => {
  const slots = new Slots(2);
  const began: number[] = [];
  const ends: (() => void)[] = [];
  const work = (n: number) =>
    slots.run(never, () => {
      began.push(n);
      return new Promise<void>((resolve) => ends.push(resolve));
    });
  const all = [1, 2, 3, 4].map((n) => work(n));
  const turn = async (...expected: number[]) => {
    await until(() => began.length >= expected.length, { what: `turn ${expected.length}` });
    expect(began).toEqual(expected);
  };
  await turn(1, 2);
  ends[1]?.();
  await turn(1, 2, 3);
  ends[0]?.();
  await turn(1, 2, 3, 4);
  for (const end of ends) end();
  await Promise.all(all);
});

test('who leaves while waiting takes nobody’s place', async () => {
  const slots = new Slots(1);
  const leaving = new AbortController();
  let end = (): void => undefined;
  const first = slots.run(never, () => new Promise<void>((resolve) => (end = resolve)));
  const second = slots.run(leaving.signal, () => Promise.resolve('second'));
  const third = slots.run(never, () => Promise.resolve('third'));
  leaving.abort(new Error('gone'));
  await expect(second).rejects.toThrow('gone');
  end();
  await first;
  expect(await third).toBe('third');
  await expect(slots.run(never, () => Promise.reject(new Error('it failed')))).rejects.toThrow('it failed');
  expect(await slots.run(never, () => Promise.resolve('free again'))).toBe('free again');
});
