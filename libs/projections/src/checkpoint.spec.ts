import { describe, expect, test } from '@jest/globals';
import { asLog } from '#libs/testing';
import { stepFrom } from './checkpoint.js';
import { CheckpointMovedError } from './errors.js';

const events = (epoch: number, from: number, to: number) =>
  asLog(
    Array.from({ length: to - from }, () => ({ event: 'Happened', body: {} })),
    { epoch, after: from },
  );
const positions = (step: ReturnType<typeof stepFrom>) => step?.events.map(({ meta }) => meta.position);

describe('a delivery against the stored checkpoint', () => {
  test('that follows it is taken whole', () => {
    const step = stepFrom({ epoch: 1, position: 3 }, events(1, 3, 6), { epoch: 1, from: 3, to: 6 });
    expect(positions(step)).toEqual([4, 5, 6]);
    expect(step).toMatchObject({ from: { epoch: 1, position: 3 }, to: { epoch: 1, position: 6 } });
  });

  test('of which a part is in already is taken from there', () => {
    const step = stepFrom({ epoch: 1, position: 5 }, events(1, 3, 6), { epoch: 1, from: 3, to: 6 });
    expect(positions(step)).toEqual([6]);
    expect(step?.from).toEqual({ epoch: 1, position: 5 });
  });

  test.each([6, 9])('that is in already (at %i) is nothing to do', (position) => {
    expect(stepFrom({ epoch: 1, position }, events(1, 3, 6), { epoch: 1, from: 3, to: 6 })).toBeUndefined();
  });

  test.each([
    ['leaves out something', { epoch: 1, position: 2 }],
    ['is of an epoch before it', { epoch: 2, position: 5 }],
    ['begins in a later epoch', { epoch: 0, position: 3 }],
  ])('that %s is refused', (_, stored) => {
    const deliver = () => stepFrom(stored, events(1, 3, 6), { epoch: 1, from: 3, to: 6 });
    expect(deliver).toThrow(CheckpointMovedError);
  });

  test('repeats what led into the epoch it is in: nothing to do', () => {
    const advance = { epoch: 1, from: 3, to: 6, toEpoch: 2 };
    expect(stepFrom({ epoch: 2, position: 8 }, [], advance)).toBeUndefined();
  });
});

describe('a delivery that leads into a newer epoch', () => {
  const advance = { epoch: 1, from: 3, to: 6, toEpoch: 2 };

  test('is taken where the view is', () => {
    const step = stepFrom({ epoch: 1, position: 3 }, events(2, 3, 6), advance);
    expect(positions(step)).toEqual([4, 5, 6]);
    expect(step?.to).toEqual({ epoch: 2, position: 6 });
  });

  test('is refused where the view has folded more: that may be void', () => {
    expect(() => stepFrom({ epoch: 1, position: 5 }, events(2, 3, 6), advance)).toThrow(CheckpointMovedError);
  });
});
