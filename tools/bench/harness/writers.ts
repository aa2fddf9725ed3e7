import { type Load } from './types.js';

/**
 * Lets writers work at the same time, each one thing after the other.
 *
 * @param work does one thing; told which writer, from 0, and its how-manieth thing it is, from 0
 * @returns how many things were done a second, until the last writer was ready
 */
export async function runWriters(
  { writers, seconds }: Load,
  work: (writer: number, turn: number) => Promise<unknown>,
): Promise<number> {
  const began = performance.now();
  const until = began + seconds * 1_000;
  let done = 0;
  const write = async (writer: number): Promise<void> => {
    for (let turn = 0; performance.now() < until; turn += 1) {
      await work(writer, turn);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
  return done / ((performance.now() - began) / 1_000);
}
