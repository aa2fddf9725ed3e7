import { describe, expect, test } from '@jest/globals';
import { ConnectionBudget } from './connection-budget.js';

/** A pool that gives up spare connections at once. */
function poolOf(budget: ConnectionBudget, lastUsed: number, spare: number) {
  const pool = {
    lastUsed,
    spare,
    offerSpare(): void {
      if (!budget.wantsOne) return;
      budget.promise();
      pool.spare -= 1;
      budget.release();
    },
  };
  budget.add(pool);
  return pool;
}

const PATIENCE_MS = 5_000;

describe('a budget of connections', () => {
  test('gives as many as there are, and refuses the next when none comes free in time', async () => {
    const budget = new ConnectionBudget(2);
    await budget.acquire(PATIENCE_MS);
    await budget.acquire(PATIENCE_MS);
    await expect(budget.acquire(1)).rejects.toMatchObject({ kind: 'unavailable', code: 'too-many-connections' });
    expect(budget.inUse).toBe(2);
    budget.release();
    await budget.acquire(1);
    expect(budget.inUse).toBe(2);
  });

  test('serves those who wait in their order', async () => {
    const budget = new ConnectionBudget(1);
    await budget.acquire(PATIENCE_MS);
    const served: string[] = [];
    const first = budget.acquire(PATIENCE_MS).then(() => served.push('first'));
    const second = budget.acquire(PATIENCE_MS).then(() => served.push('second'));
    budget.release();
    await first;
    expect(served).toEqual(['first']);
    budget.release();
    await second;
    expect(served).toEqual(['first', 'second']);
  });

  test('takes a spare connection from the pool that was used longest ago', async () => {
    const budget = new ConnectionBudget(3);
    for (let count = 0; count < 3; count += 1) await budget.acquire(PATIENCE_MS);
    const recent = poolOf(budget, 20, 1);
    const busy = poolOf(budget, 5, 0);
    const old = poolOf(budget, 10, 1);
    await budget.acquire(PATIENCE_MS);
    expect([recent.spare, busy.spare, old.spare]).toEqual([1, 0, 0]);
    expect(budget.inUse).toBe(3);
    expect(budget.wantsOne).toBe(false);
  });

  test('wants no more connections back than there are who wait', async () => {
    const budget = new ConnectionBudget(2);
    await budget.acquire(PATIENCE_MS);
    await budget.acquire(PATIENCE_MS);
    const waiting = budget.acquire(PATIENCE_MS);
    expect(budget.wantsOne).toBe(true);
    budget.promise();
    expect(budget.wantsOne).toBe(false);
    budget.release();
    await waiting;
    expect(budget.wantsOne).toBe(false);
  });

  test('a pool that was removed is not asked', async () => {
    const budget = new ConnectionBudget(1);
    await budget.acquire(PATIENCE_MS);
    const pool = poolOf(budget, 1, 1);
    budget.remove(pool);
    await expect(budget.acquire(1)).rejects.toMatchObject({ code: 'too-many-connections' });
    expect(pool.spare).toBe(1);
  });
});
