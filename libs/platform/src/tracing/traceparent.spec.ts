import { describe, expect, test } from '@jest/globals';
import { formatTraceparent, isSampled, parseTraceparent } from './traceparent.js';

const [TRACE, SPAN] = ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7'];

describe('parseTraceparent', () => {
  test.each(['00', '01', '02', '03'])('what it reads with the flags %s is written again the same', (flags) => {
    const text = `00-${TRACE}-${SPAN}-${flags}`;
    const parsed = parseTraceparent(text);
    expect(parsed).toMatchObject({ traceId: TRACE, spanId: SPAN, isRemote: true });
    expect(parsed && formatTraceparent(parsed)).toBe(text);
  });

  test('a later version may say more, and is understood as this one', () => {
    const parsed = parseTraceparent(`01-${TRACE}-${SPAN}-01-more`);
    expect(parsed && formatTraceparent(parsed)).toBe(`00-${TRACE}-${SPAN}-01`);
  });

  test.each([
    ['nothing', ''],
    ['a version that will never be', `ff-${TRACE}-${SPAN}-01`],
    ['more than this version has', `00-${TRACE}-${SPAN}-01-more`],
    ['capitals', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
    ['no trace', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['no span', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['a short id', `00-${TRACE.slice(1)}-${SPAN}-01`],
    ['flags that are no number', `00-${TRACE}-${SPAN}-0g`],
    ['two headers in one', `00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`],
  ])('%s is none', (_, text) => {
    expect(parseTraceparent(text)).toBeUndefined();
  });
});

test.each([
  ['00', false],
  ['01', true],
  ['02', false],
  ['03', true],
  ['0b', true],
  ['fe', false],
])('with the flags %s it is recorded: %s', (flags, recorded) => {
  expect(isSampled(`00-${TRACE}-${SPAN}-${flags}`)).toBe(recorded);
});

test('what is no traceparent is not recorded', () => {
  expect(isSampled('00-x')).toBe(false);
});
