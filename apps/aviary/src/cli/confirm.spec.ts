import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { confirmed } from './confirm.js';

const ask = async (typed: string) => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  input.end(typed);
  const yes = await confirmed('This is for good.', 'erase', { input, output });
  return { yes, shown: String(output.read()) };
};

test('the word goes on', async () => {
  expect(await ask('erase\n')).toEqual({
    yes: true,
    shown: expect.stringContaining('This is for good.\nType "erase"'),
  });
});

test.each(['', '\n', 'y\n', 'yes\n', 'no\nerase\n'])('%j does not', async (typed) => {
  expect(await ask(typed)).toMatchObject({ yes: false });
});
