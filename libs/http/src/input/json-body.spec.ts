import { describe, expect, test } from '@jest/globals';
import { MAX_DEPTH, parseJsonBody } from './json-body.js';

const parse = (text: string) => parseJsonBody(Buffer.from(text));

describe('parseJsonBody', () => {
  test('reads JSON, with or without a byte order mark', () => {
    expect(parse('{"a":[1,"[[["]}')).toEqual({ a: [1, '[[['] });
    expect(parse('\ufeff{}')).toEqual({});
    expect(parse('')).toBeUndefined();
  });

  test.each([
    '{',
    '{"a":}',
    '{"a":1,}',
    "{'a':1}",
    'undefined',
    '{"a":"\u0000"}',
    '{} {}',
    ' ',
    '\\',
    '"\\',
    ']]]]',
    '[1',
  ])('malformed: %j', (text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'malformed-json', field: 'body' }));
  });

  test('text that is not UTF-8', () => {
    expect(() => parseJsonBody(Buffer.from([0x22, 0xff, 0x22]))).toThrow(
      expect.objectContaining({ code: 'malformed-json' }),
    );
    // A surrogate in what calls itself UTF-8.
    expect(() => parseJsonBody(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]))).toThrow(
      expect.objectContaining({ code: 'malformed-json' }),
    );
  });

  test.each<[string, string]>([
    ['lists', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['objects', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
    ['never closed', '['.repeat(1_000_000)],
    ['one too many', `${'['.repeat(MAX_DEPTH + 1)}${']'.repeat(MAX_DEPTH + 1)}`],
    ['behind text with escaped quotes', `["\\"\\\\",${'['.repeat(MAX_DEPTH)}${']'.repeat(MAX_DEPTH)}]`],
  ])('nested too deep: %s', (_, text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'nested-too-deep', field: 'body' }));
  });

  test('as deep as allowed', () => {
    const text = `${'['.repeat(MAX_DEPTH)}${']'.repeat(MAX_DEPTH)}`;
    expect(JSON.stringify(parse(text))).toBe(text);
    expect(parse(JSON.stringify({ a: '['.repeat(1_000), b: '\\"[['.repeat(100) }))).toHaveProperty('a');
  });
});
