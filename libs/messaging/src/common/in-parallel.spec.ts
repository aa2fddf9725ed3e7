import { describe, expect, it } from '@jest/globals';
import { inParallel } from './in-parallel.js';

describe('inParallel', () => {
  it('does everything, never more than the limit at once', async () => {
    let running = 0;
    let most = 0;
    const done: number[] = [];
    await inParallel([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      most = Math.max(most, ++running);
      await new Promise(setImmediate);
      done.push(item);
      running--;
    });
    expect(done.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(most).toBe(3);
  });

  it('throws the first error after those begun have ended, and begins no more', async () => {
    const ended: number[] = [];
    const work = inParallel([1, 2, 3, 4], 2, async (item) => {
      await new Promise(setImmediate);
      if (item === 1) throw new Error('one');
      await new Promise(setImmediate);
      ended.push(item);
    });
    await expect(work).rejects.toThrow('one');
    expect(ended).toEqual([2]);
  });
});
