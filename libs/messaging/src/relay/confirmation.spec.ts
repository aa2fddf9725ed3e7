import { describe, expect, it } from '@jest/globals';
import { confirmedOffset } from './confirmation.js';

const written = { topicName: 'aviary.tasks', partition: 3, errorCode: 0, baseOffset: '42' };

describe('confirmedOffset', () => {
  it('is the base offset of our partition', () => {
    const other = { ...written, partition: 4, baseOffset: '7' };
    expect(confirmedOffset([other, written], 'aviary.tasks', 3)).toBe(42n);
  });

  it.each([
    ['an empty answer', []],
    ['no answer', undefined],
    ['another partition', [{ ...written, partition: 4 }]],
    ['another topic', [{ ...written, topicName: 'aviary.auth' }]],
    ['an error', [{ ...written, errorCode: 6 }]],
    ['no offset', [{ topicName: 'aviary.tasks', partition: 3, errorCode: 0 }]],
    ['the offset of nothing', [{ ...written, baseOffset: '-1' }]],
  ])('is nothing for %s', (_case, answer) => {
    expect(confirmedOffset(answer, 'aviary.tasks', 3)).toBeUndefined();
  });
});
