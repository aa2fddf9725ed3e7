import { expect, test } from '@jest/globals';
import { waitOf } from './prefer.js';

test('a request is waited for as long as it may take, unless less is preferred', () => {
  expect(waitOf(undefined)).toBe(50_000);
  expect(waitOf('return=minimal, WAIT=7')).toBe(7_000);
  expect(waitOf('wait="7"')).toBe(7_000);
  expect(waitOf('wait = 3600')).toBe(50_000);
  expect(waitOf('wait=soon, handling=lenient')).toBe(50_000);
});

test('whoever does not want to wait gets a moment for what is wrong', () => {
  expect(waitOf('respond-async')).toBe(1_000);
  expect(waitOf('respond-async, wait=0')).toBe(1_000);
  expect(waitOf('respond-async, wait=10')).toBe(10_000);
});
