import { expect, test } from '@jest/globals';
import { FailureWindow } from './failure-window.js';

test('so many failures a window, then one has to wait for its end', () => {
  const failures = new FailureWindow(3, 1_000);
  for (const at of [0, 100, 200]) {
    expect(failures.waitFor('kesha', at)).toBe(0);
    failures.add('kesha', at);
  }
  expect(failures.waitFor('kesha', 300)).toBe(700);
  expect(failures.waitFor('gosha', 300)).toBe(0);
  expect(failures.waitFor('kesha', 1_000)).toBe(0);
  failures.add('kesha', 1_000);
  expect(failures.waitFor('kesha', 1_001)).toBe(0);
});

test('a success forgets the failures, and one can be taken back', () => {
  const failures = new FailureWindow(2, 1_000);
  failures.add('kesha', 0);
  failures.add('kesha', 0);
  expect(failures.waitFor('kesha', 1)).toBe(999);
  failures.undo('kesha');
  expect(failures.waitFor('kesha', 1)).toBe(0);
  failures.add('kesha', 1);
  failures.forget('kesha');
  expect(failures.waitFor('kesha', 2)).toBe(0);
});

test('remembers only so many keys, the newest', () => {
  const failures = new FailureWindow(1, 1_000, 2);
  for (const [at, key] of ['a', 'b', 'c'].entries()) failures.add(key, at);
  expect(['a', 'b', 'c'].map((key) => failures.waitFor(key, 3) > 0)).toEqual([false, true, true]);
});
