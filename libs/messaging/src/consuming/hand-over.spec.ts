import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { recorded } from '#libs/testing';
import { HandOver } from './hand-over.js';
import { Lane } from './lane.js';
import { type Advance, type Subscriber } from './subscriber.js';
import { TenantBatch } from './tenant-batch.js';

const HOW = { attempts: 1, backOff: { first: 0, longest: 0 } };
const AWAY = { kind: 'away', reason: 'It is away.' } as const;

/** A lane over a log whose positions are the offsets of the partition plus one; fails while it is told to. */
function world() {
  const seen: number[] = [];
  const state = { failing: false };
  const subscriber: Subscriber = {
    ...{ name: 'view', source: 'tasks', handles: new Set(['Kept']) },
    checkpoint: () => Promise.resolve({ epoch: 1, position: seen.length }),
    handle: (_tenant: string, events, { from }: Advance) => {
      if (state.failing || from !== seen.length) return Promise.reject(new Error('no'));
      seen.push(...events.map(({ meta }) => meta.position));
      return Promise.resolve();
    },
  };
  const lane = new Lane(subscriber, 'popug', { moved: () => undefined });
  const records = (from: bigint, to: bigint) =>
    new TenantBatch(
      Array.from({ length: Number(to - from) }, (_, n) => {
        const { event, meta, body } = recorded('Kept', {}, { position: Number(from) + n + 1 });
        return { event, meta, body: () => body, bodyBytes: Buffer.of() };
      }),
      (events) => Promise.resolve(events),
    );
  return { lane, seen, state, records };
}

describe('HandOver', () => {
  it('takes a lane back when it has passed the cursor, between two batches', () => {
    const { lane } = world();
    const handOver = new HandOver(10n);
    handOver.begin();
    const straggler = handOver.fallBehind(lane, { next: 10n, obstacle: AWAY });
    expect(handOver.end(20n)).toEqual([]);
    expect(handOver.isBehind(lane)).toBe(true);
    expect(handOver.passed(straggler, 15n)).toEqual([]);
    handOver.begin();
    expect(handOver.passed(straggler, 25n)).toEqual([]);
    expect(handOver.end(30n)).toEqual([]);
    expect(handOver.passed(straggler, 30n)).toEqual([straggler]);
    expect(handOver.isBehind(lane)).toBe(false);
  });

  it('leaves a lane that misses something with the second reader', () => {
    const { lane } = world();
    const handOver = new HandOver(10n);
    const straggler = handOver.fallBehind(lane, { next: 0n, obstacle: { kind: 'gap', reason: 'gap' } });
    expect(straggler.searching).toBe(true);
    straggler.missing = true;
    expect(handOver.passed(straggler, 10n)).toEqual([]);
    straggler.missing = false;
    expect(handOver.settle()).toEqual([straggler]);
  });

  it('lets those rest who failed', () => {
    const { lane } = world();
    const handOver = new HandOver(10n);
    handOver.fallBehind(lane, { next: 3n, obstacle: AWAY, restMs: 1_000 });
    expect(handOver.due(Date.now())).toEqual([]);
    expect(handOver.due(Date.now() + 1_001)).toHaveLength(1);
  });

  it('keeps the least offset of a lane that falls back twice', () => {
    const { lane } = world();
    const handOver = new HandOver(10n);
    handOver.fallBehind(lane, { next: 3n, obstacle: AWAY });
    expect(handOver.fallBehind(lane, { next: 9n, obstacle: AWAY }).next).toBe(3n);
    expect(handOver.fallBehind(lane, { next: 1n, obstacle: AWAY }).next).toBe(1n);
  });

  /** Both readers take turns in any order, with failures at any time, and the main one may have to do a batch again. */
  it('loses nothing and doubles nothing, whatever the two readers do in which order', async () => {
    const step = fc.oneof(
      fc.record({ who: fc.constant('main' as const), size: fc.integer({ min: 1, max: 5 }), abandoned: fc.boolean() }),
      fc.record({ who: fc.constant('second' as const), size: fc.integer({ min: 1, max: 5 }) }),
      fc.record({ who: fc.constant('fault' as const), failing: fc.boolean() }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { lane, seen, state, records } = world();
        const handOver = new HandOver(0n);
        for (const each of steps) await (each.who === 'fault' ? void (state.failing = each.failing) : turn(each));
        state.failing = false;
        for (let n = 0; n < 200 && handOver.behind.length > 0; n += 1) await turn({ who: 'second', size: 5 });
        await turn({ who: 'main', size: 1, abandoned: false });
        expect(handOver.behind).toEqual([]);
        expect(seen).toEqual(seen.map((_, n) => n + 1));
        expect(seen.length).toBeGreaterThanOrEqual(Number(handOver.position));

        async function turn(now: { who: 'main' | 'second'; size: number; abandoned?: boolean }): Promise<void> {
          if (now.who === 'main') return main(now.size, now.abandoned ?? false);
          const [straggler] = handOver.behind;
          if (!straggler) return;
          const to =
            straggler.next + BigInt(now.size) > handOver.position
              ? handOver.position
              : straggler.next + BigInt(now.size);
          const obstacle = await lane.take(records(straggler.next, to), HOW);
          if (!obstacle) handOver.passed(straggler, to);
        }
        async function main(size: number, abandoned: boolean): Promise<void> {
          const from = handOver.position;
          handOver.begin();
          if (!handOver.isBehind(lane)) {
            const obstacle = await lane.take(records(from, from + BigInt(size)), HOW);
            if (obstacle) handOver.fallBehind(lane, { next: from, obstacle });
          }
          if (abandoned) handOver.abandon();
          else handOver.end(from + BigInt(size));
        }
      }),
    );
  });
});
