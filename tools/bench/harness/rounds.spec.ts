import { expect, test } from '@jest/globals';
import { interleave } from './rounds.js';
import { type Contender } from './types.js';

/** A contender that writes down what it is asked for, and is the quicker the later it is asked. */
function contender(name: string, told: string[], broken = false): [string, Contender] {
  let rate = 0;
  return [
    name,
    {
      measure: ({ writers, seconds }) => {
        told.push(`${name} ${writers} ${seconds}`);
        return Promise.resolve(++rate);
      },
      check: () => {
        told.push(`${name} checked`);
        return broken ? Promise.reject(new Error(`${name} has lost something`)) : Promise.resolve();
      },
      close: () => Promise.resolve(),
    },
  ];
}

const load = { writers: 8, seconds: 5 };

test('contenders take turns, each checked after each round, in another order each time', async () => {
  const told: string[] = [];
  await interleave(new Map([contender('a', told), contender('b', told)]), load, 2);
  const round = (seconds: number, ...names: string[]) =>
    names.flatMap((name) => [`${name} 8 ${seconds}`, `${name} checked`]);
  expect(told).toEqual([...round(1, 'a', 'b'), ...round(5, 'b', 'a'), ...round(5, 'a', 'b')]);
});

test('the first, shorter round only warms up', async () => {
  const rates = await interleave(new Map([contender('a', [])]), load, 3);
  expect(rates.get('a')).toEqual([2, 3, 4]);
});

test('a warm-up is never longer than a round', async () => {
  const told: string[] = [];
  await interleave(new Map([contender('a', told)]), { writers: 1, seconds: 0.2 }, 1);
  expect(told[0]).toBe('a 1 0.2');
});

test('a measurement that does not hold its check is no measurement', async () => {
  const entered = new Map([contender('a', []), contender('b', [], true)]);
  await expect(interleave(entered, load, 1)).rejects.toThrow('b has lost something');
});

test('who has done nothing cannot be compared, but may begin slowly', async () => {
  const slow = (...rates: number[]): Contender => ({
    measure: () => Promise.resolve(rates.shift() ?? 0),
    check: () => Promise.resolve(),
    close: () => Promise.resolve(),
  });
  expect(await interleave(new Map([['a', slow(0, 7)]]), load, 1)).toEqual(new Map([['a', [7]]]));
  await expect(interleave(new Map([['a', slow(5, 0)]]), load, 1)).rejects.toThrow('a has done nothing in 5 s');
});
