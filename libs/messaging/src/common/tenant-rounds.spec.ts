import { afterEach, describe, expect, it } from '@jest/globals';
import { until } from '#libs/testing';
import { TenantRounds, type Visit } from './tenant-rounds.js';

const SETTINGS = {
  pollMs: 20,
  awakeMs: 60_000,
  sleepersPerPoll: 2,
  concurrency: 2,
  backOffMs: { first: 1, longest: 2 },
};

let rounds: TenantRounds | undefined;
afterEach(() => rounds?.stop());

/** Rounds over tenants whose visits are written down. */
function begin(
  tenants: readonly string[],
  visit: (tenant: string) => Promise<Visit> | Visit = () => 'idle',
  change = {},
) {
  const visited: string[] = [];
  const failures: unknown[] = [];
  const task = {
    tenants: () => Promise.resolve(tenants),
    visit: async (tenant: string) => {
      visited.push(tenant);
      return visit(tenant);
    },
    failed: (_tenant: string | undefined, error: unknown) => void failures.push(error),
  };
  rounds = new TenantRounds(task, { ...SETTINGS, ...change });
  rounds.start();
  return { rounds, visited, failures };
}

const count = (visited: readonly string[], tenant: string) => visited.filter((each) => each === tenant).length;

describe('TenantRounds', () => {
  it('visits the sleeping ones in turn', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const { visited } = begin(names);
    await until(() => names.every((name) => visited.includes(name)), { what: 'everybody visited' });
    expect(visited.slice(0, 2)).not.toEqual(names.slice(0, 1));
  });

  it('visits who is woken at once, and those awake at each poll', async () => {
    const { visited, rounds: it } = begin(['a', 'b', 'c', 'd'], () => 'idle', { sleepersPerPoll: 0 });
    it.wake('c');
    expect(visited).toEqual(['c']);
    await until(() => count(visited, 'c') > 2, { what: 'further visits' });
    expect(new Set(visited)).toEqual(new Set(['c']));
  });

  it('visits again who was woken meanwhile, but never twice at a time', async () => {
    const gates: (() => void)[] = [];
    const { visited, rounds: it } = begin(['a'], () => new Promise((resolve) => gates.push(() => resolve('done'))), {
      pollMs: 60_000,
    });
    await until(() => visited.length === 1, { what: 'the first visit' });
    it.wake('a');
    it.wake('a');
    expect(visited).toHaveLength(1);
    gates[0]?.();
    await until(() => visited.length === 2, { what: 'the second visit' });
    gates[1]?.();
    it.wake('b');
    expect(visited.slice(0, 2)).toEqual(['a', 'a']);
    gates[2]?.();
  });

  it('lets the others have their turn before it goes on', async () => {
    let left = 3;
    const { visited } = begin(['a', 'b'], (tenant) => (tenant === 'b' && left-- > 0 ? 'more' : 'idle'), {
      concurrency: 1,
      pollMs: 60_000,
    });
    await until(() => count(visited, 'b') === 4, { what: 'all of it' });
    expect(visited.slice(0, 3)).toEqual(expect.arrayContaining(['a', 'b']));
  });

  it('comes back after a failure, and after a rest, whatever wakes it', async () => {
    let failing = true;
    const {
      visited,
      failures,
      rounds: it,
    } = begin(['a'], () => {
      if (failing) throw new Error('away');
      return { restMs: 60_000 };
    });
    await until(() => failures.length > 3, { what: 'further attempts' });
    failing = false;
    const before = failures.length;
    await until(() => visited.length > before, { what: 'the visit that succeeds' });
    const rested = visited.length;
    it.wake('a');
    expect(visited).toHaveLength(rested);
  });

  it('waits for those under way when it stops, and begins nothing more', async () => {
    let end = (): void => undefined;
    const { visited, rounds: it } = begin(['a'], () => new Promise((resolve) => (end = () => resolve('more'))));
    await until(() => visited.length === 1, { what: 'a visit' });
    const stopped = it.stop();
    end();
    await stopped;
    it.wake('b');
    expect(visited).toEqual(['a']);
  });
});
