import { describe, expect, it } from '@jest/globals';
import { type Epochs, epochAt, isVoid, lastValid, type Place } from './epochs.js';

const of = (...starts: [epoch: number, fromPosition: number][]): Epochs =>
  starts.map(([epoch, fromPosition]) => ({ epoch, fromPosition }));
const at = (epoch: number, position: number) => ({ epoch, position });

const never = of([1, 1]);
const once = of([1, 1], [2, 81]);
/** Put back twice, the second time to before the first. */
const twice = of([1, 1], [2, 81], [3, 51]);

describe('a place in a log', () => {
  it.each([
    [never, 1, 1],
    [never, 4711, 1],
    [once, 80, 1],
    [once, 81, 2],
    [twice, 50, 1],
    [twice, 51, 3],
    [twice, 90, 3],
  ] as const)('%j at %d is of epoch %d', (epochs, position, expected) => {
    expect(epochAt(epochs, position)).toBe(expected);
  });

  it.each([
    [never, at(1, 4711), false],
    [never, at(2, 4711), true],
    [once, at(1, 80), false],
    [once, at(1, 81), true],
    [once, at(1, 100), true],
    [once, at(2, 81), false],
    [once, at(2, 80), true],
    [twice, at(2, 90), true],
    [twice, at(1, 50), false],
    [once, at(1, 0), false],
    [of(), at(7, 7), false],
  ] as [Epochs, Place, boolean][])('%j: %j is void: %s', (epochs, place, expected) => {
    expect(isVoid(epochs, place)).toBe(expected);
  });
});

describe('who has taken what is void', () => {
  it.each([
    [once, at(1, 100), at(1, 80)],
    [once, at(1, 81), at(1, 80)],
    [twice, at(2, 90), at(1, 50)],
    [twice, at(1, 60), at(1, 50)],
    [of([1, 1], [2, 1]), at(1, 5), at(2, 0)],
    [of([1, 1], [2, 31], [3, 51]), at(2, 60), at(2, 50)],
    [never, at(2, 60), at(1, 0)],
  ])('%j: at %j, was right up to %j', (epochs, place, expected) => {
    expect(lastValid(epochs, place)).toEqual(expected);
  });
});
