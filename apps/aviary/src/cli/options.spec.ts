import { expect, test } from '@jest/globals';
import { countArgument, momentArgument } from './options.js';

test.each([
  ['2026-05-03', '2026-05-03T00:00:00.000Z'],
  ['2026-05-03T09:00:00Z', '2026-05-03T09:00:00.000Z'],
  ['2026-05-03T09:00:00+02:00', '2026-05-03T07:00:00.000Z'],
])('%s is a moment', (text, at) => expect(momentArgument(text)).toBe(at));

test.each(['yesterday', '2026-02-30', '2026-05-03T09:00:00', '', '14', '2026-05-03T25:00:00Z'])(
  '"%s" is no moment that all clocks agree on',
  (text) => expect(() => momentArgument(text)).toThrow('Give a moment as'),
);

test.each(['0', '-1', '1.5', 'x', ''])('"%s" is no number of lines', (text) =>
  expect(() => countArgument(text)).toThrow('Give a whole number from 1.'),
);
