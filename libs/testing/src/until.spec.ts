import { expect, test } from '@jest/globals';
import { until } from './until.js';

test('gives what the condition gives as soon as it gives something', async () => {
  const answers = [false, undefined, null, 0];
  expect(await until(() => answers.shift(), { what: 'a number' })).toBe(0);
});

test('takes an error for "not yet"', async () => {
  let calls = 0;
  const condition = async () => {
    calls += 1;
    if (calls < 3) throw new Error('not there');
    return 'there';
  };
  expect(await until(condition, { what: 'it' })).toBe('there');
});

test('says what did not come, and what came instead', async () => {
  const never = until(() => false, { what: 'the charge of the fee', timeout: 20 });
  await expect(never).rejects.toThrow(
    'After 20 ms there was still not the charge of the fee; the last answer was false.',
  );
  const cause = new Error('refused');
  const failing = until(() => Promise.reject(cause), { what: 'an answer', timeout: 20 });
  await expect(failing).rejects.toMatchObject({ message: expect.stringContaining('the last attempt threw'), cause });
});
