import { describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { type Answered } from './call.js';
import { Coordinator, type Send } from './coordinator.js';
import { type PreparedCommand, type PreparedEvent } from './prepared.js';

function command(streamId: string = randomUUID()): PreparedCommand {
  const event = { streamId, eventId: randomUUID() } as PreparedEvent;
  const streams = [{ streamId, version: null, guard: false }];
  const none = {
    actor: null,
    ext: null,
    answer: null,
    idempotency: undefined,
    reactions: undefined,
    checkpoint: undefined,
  };
  return { events: [event], streams, bytes: 100, ...none };
}

const appended = (position: number): Answered => ({
  outcome: { outcome: 'appended', epoch: 1, firstPosition: position, position },
});
const fault = (code: string) => Object.assign(new Error(code), { code });

/** A log that answers with the next positions, and keeps what it was sent. */
function countingLog(before: (batch: readonly PreparedCommand[], call: number) => void = () => undefined) {
  const calls: (readonly PreparedCommand[])[] = [];
  let position = 0;
  const send: Send = async (batch) => {
    calls.push(batch);
    await Promise.resolve();
    before(batch, calls.length);
    return batch.map(() => appended(++position));
  };
  return { calls, coordinator: new Coordinator(send) };
}

describe('the coordinator', () => {
  test('has one call on its way at a time, and what waits meanwhile goes together', async () => {
    const { calls, coordinator } = countingLog();
    await Promise.all(Array.from({ length: 30 }, () => coordinator.append(command())));
    expect(calls.map(({ length }) => length)).toEqual([30]);

    let running = 0;
    const one = new Coordinator(async (batch) => {
      expect(++running).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      return batch.map(() => appended(1));
    });
    const first = one.append(command());
    await new Promise((resolve) => setImmediate(resolve));
    await Promise.all([first, ...Array.from({ length: 9 }, () => one.append(command()))]);
  });

  test('sends the commands of a refused batch singly; only the bad one fails', async () => {
    const bad = command();
    const { calls, coordinator } = countingLog((batch) => {
      if (batch.includes(bad)) throw fault('23505');
    });
    const settled = await Promise.allSettled([command(), bad, command()].map((each) => coordinator.append(each)));
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(settled[1]).toMatchObject({ reason: { code: '23505' } });
    expect(calls.map(({ length }) => length)).toEqual([3, 1, 1, 1]);
  });

  test('sends the very same call again when the connection was lost', async () => {
    const { calls, coordinator } = countingLog((_, call) => {
      if (call <= 2) throw fault('ECONNRESET');
    });
    await Promise.all([command(), command()].map((each) => coordinator.append(each)));
    expect(calls).toHaveLength(3);
    expect(calls[2]).toEqual(calls[0]);
  });

  test('does not go on for long when nothing could be sent', async () => {
    const { calls, coordinator } = countingLog(() => {
      throw fault('ECONNREFUSED');
    });
    await expect(coordinator.append(command())).rejects.toMatchObject({ code: 'log-away', kind: 'unavailable' });
    expect(calls).toHaveLength(1);
  });

  test('goes on trying when nothing can be sent any more, but something had been', async () => {
    const { calls, coordinator } = countingLog((_, call) => {
      if (call === 1) throw fault('ECONNRESET');
      if (call === 2) throw fault('ECONNREFUSED');
    });
    expect(await coordinator.append(command())).toMatchObject({ outcome: 'appended' });
    expect(calls).toHaveLength(3);
  });

  test.each(['55P03', '53100', '57014', '25006'])('answers 503 to all upon %s', async (code) => {
    const { calls, coordinator } = countingLog(() => {
      throw fault(code);
    });
    const settled = await Promise.allSettled([command(), command()].map((each) => coordinator.append(each)));
    for (const each of settled)
      expect(each).toMatchObject({ status: 'rejected', reason: { code: 'log-busy', extra: { retryAfter: 1 } } });
    expect(calls).toHaveLength(1);
  });

  const duplicate: Answered = { outcome: { outcome: 'duplicate', epoch: 1, position: 7 }, own: { firstPosition: 6 } };

  test('tells a duplicate of itself as appended only if it had sent it before', async () => {
    let calls = 0;
    const lossy = new Coordinator(() =>
      ++calls === 1 ? Promise.reject(fault('ECONNRESET')) : Promise.resolve([duplicate]),
    );
    expect(await lossy.append(command())).toEqual({ outcome: 'appended', epoch: 1, firstPosition: 6, position: 7 });
    expect(await lossy.append(command())).toEqual(duplicate.outcome);
  });

  test('does not claim what was recorded under the same key by somebody else', async () => {
    const others: Answered = { outcome: { outcome: 'duplicate', epoch: 1, position: 7, answer: 'theirs' } };
    let calls = 0;
    const lossy = new Coordinator(() =>
      ++calls === 1 ? Promise.reject(fault('ECONNRESET')) : Promise.resolve([others]),
    );
    expect(await lossy.append(command())).toEqual(others.outcome);
  });

  test('turns away what comes when too many wait', async () => {
    let release = (): void => undefined;
    const blocked = new Promise<void>((resolve) => (release = resolve));
    const coordinator = new Coordinator(async (batch) => {
      await blocked;
      return batch.map(() => appended(1));
    });
    const waiting = [coordinator.append(command())];
    await new Promise((resolve) => setImmediate(resolve));
    waiting.push(...Array.from({ length: 20_000 }, () => coordinator.append(command())));
    await expect(coordinator.append(command())).rejects.toMatchObject({ code: 'log-busy' });
    release();
    expect(await Promise.all(waiting)).toHaveLength(20_001);
  });
});
