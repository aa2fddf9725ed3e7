import { describe, expect, test } from '@jest/globals';
import { BATCH_CAPS, takeBatch } from './batch.js';
import { type PreparedCommand, type PreparedEvent } from './prepared.js';

interface Touching {
  readonly writes?: readonly string[];
  readonly guards?: readonly string[];
  readonly rest?: Partial<PreparedCommand>;
}

let made = 0;

/** A command that touches these streams, as it waits in a queue. */
function waiting({ writes = [], guards = [], rest = {} }: Touching): { command: PreparedCommand } {
  const events = writes.map((streamId) => ({ streamId, eventId: `event ${made++}` }) as unknown as PreparedEvent);
  const streams = [
    ...guards.map((streamId) => ({ streamId, version: 0, guard: true })),
    ...writes.map((streamId) => ({ streamId, version: 0, guard: false })),
  ];
  return {
    command: {
      events,
      streams,
      actor: null,
      ext: null,
      answer: null,
      bytes: 100,
      idempotency: undefined,
      reactions: undefined,
      checkpoint: undefined,
      ...rest,
    },
  };
}

/** Which of the queue's commands go together, by their place. */
function batches(queue: readonly { command: PreparedCommand }[]): number[][] {
  const left = [...queue];
  const taken: number[][] = [];
  while (left.length > 0) taken.push(takeBatch(left).map((each) => queue.indexOf(each)));
  return taken;
}

describe('a batch', () => {
  test('takes all that touch different things', () => {
    expect(batches([waiting({ writes: ['a'] }), waiting({ writes: ['b'] }), waiting({ writes: ['c', 'd'] })])).toEqual([
      [0, 1, 2],
    ]);
  });

  test('has one writer of a stream at most; others keep their order', () => {
    expect(
      batches([
        waiting({ writes: ['a'] }),
        waiting({ writes: ['a'] }),
        waiting({ writes: ['b'] }),
        waiting({ writes: ['a'] }),
      ]),
    ).toEqual([[0, 2], [1], [3]]);
  });

  test('never has a stream written by one and guarded by another, in either order', () => {
    expect(batches([waiting({ guards: ['a'], writes: ['b'] }), waiting({ writes: ['a'] })])).toEqual([[0], [1]]);
    expect(batches([waiting({ writes: ['a'] }), waiting({ guards: ['a'], writes: ['b'] })])).toEqual([[0], [1]]);
  });

  test('may have a stream guarded by many, or guarded and written by one', () => {
    expect(batches([waiting({ guards: ['a'], writes: ['b'] }), waiting({ guards: ['a'], writes: ['c'] })])).toEqual([
      [0, 1],
    ]);
    expect(batches([waiting({ guards: ['a'], writes: ['a'] })])).toEqual([[0]]);
  });

  test('lets nothing overtake what has to wait for the same stream', () => {
    const both = waiting({ writes: ['a', 'b'] });
    expect(batches([waiting({ writes: ['a'] }), both, waiting({ writes: ['b'] }), waiting({ writes: ['c'] })])).toEqual(
      [[0, 3], [1], [2]],
    );
  });

  test('has a key, a cause, a checkpoint and an event id once', () => {
    const same: Partial<PreparedCommand>[] = [
      { idempotency: { key: 'k', requestHash: 'h' } },
      { reactions: { reactor: 'r', causeEventIds: ['1', '2'] } },
      { checkpoint: { consumer: 'r', source: 's', epoch: 1, from: 0, to: 1 } },
    ];
    for (const rest of same)
      expect(batches([waiting({ writes: ['a'], rest }), waiting({ writes: ['b'], rest })])).toEqual([[0], [1]]);
    const twice = waiting({ writes: ['a'] });
    const copy = { command: { ...twice.command, streams: [] } };
    expect(batches([twice, copy])).toEqual([[0], [1]]);
  });

  test('is cut by events and by bytes; a command beyond the cap goes alone', () => {
    const sized = (events: number, bytes: number) =>
      waiting({
        rest: {
          events: Array.from({ length: events }, (_, i) => ({ eventId: `${made++} ${i}` }) as PreparedEvent),
          bytes,
        },
      });
    const { events, bytes } = BATCH_CAPS;
    expect(batches([sized(events - 1, 1), sized(1, 1), sized(1, 1)])).toEqual([[0, 1], [2]]);
    expect(batches([sized(1, bytes - 1), sized(1, 2), sized(1, 1)])).toEqual([[0], [1, 2]]);
    expect(batches([sized(1, 1), sized(events * 20, bytes * 20), sized(1, 1)])).toEqual([[0], [1], [2]]);
  });
});
