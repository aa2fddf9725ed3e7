import { describe, expect, it } from '@jest/globals';
import { cutByBytes } from './requests.js';

const sized = (...sizes: number[]) => sizes.map((size) => ({ key: 'k', value: Buffer.alloc(size - 1) }));
const sizes = (requests: { value: Buffer }[][]) => requests.map((each) => each.map(({ value }) => value.length + 1));

describe('cutByBytes', () => {
  it('fills each request, in order', () => {
    expect(sizes(cutByBytes(sized(4, 4, 2, 1, 9, 1), 10))).toEqual([[4, 4, 2], [1, 9], [1]]);
  });

  it('sends what is too large alone', () => {
    expect(sizes(cutByBytes(sized(1, 50, 1), 10))).toEqual([[1], [50], [1]]);
    expect(sizes(cutByBytes(sized(50), 10))).toEqual([[50]]);
  });

  it('makes no request of nothing', () => {
    expect(cutByBytes([], 10)).toEqual([]);
  });
});
