import { expect, test } from '@jest/globals';
import { PassThrough } from 'node:stream';
import { byKeyboard, LeftError } from './pace.js';

function keyboard() {
  const keys = new PassThrough();
  const shown: string[] = [];
  return { keys, shown, pace: byKeyboard(keys, (text) => shown.push(text)) };
}

test('Enter goes on, as often as it is asked for', async () => {
  const { keys, shown, pace } = keyboard();
  for (let step = 1; step <= 3; step += 1) {
    const going = pace();
    keys.write('\n');
    await going;
  }
  expect(shown.filter((text) => text.includes('Enter goes on'))).toHaveLength(3);
});

test.each(['q\n', ' Q \n', 'quit\n'])('%j leaves', async (typed) => {
  const { keys, pace } = keyboard();
  const going = pace();
  keys.write(typed);
  await expect(going).rejects.toMatchObject({ exitCode: 1 });
});

test('the end of the input leaves', async () => {
  const { keys, pace } = keyboard();
  const going = pace();
  keys.end();
  await expect(going).rejects.toBeInstanceOf(LeftError);
});
