import { describe, expect, test } from '@jest/globals';
import { findUnstorable } from './unstorable.js';

describe('findUnstorable', () => {
  test.each<[string, unknown, object[]]>([
    ['nothing', { a: 'text', b: [1, 2.5, null, true, '😀', 'é\n\t'] }, []],
    ['a NUL character', { title: 'a\0b' }, [{ field: 'title', code: 'invalid-text' }]],
    ['half a pair', { title: 'a\ud83d' }, [{ field: 'title', code: 'invalid-text' }]],
    ['the other half', { a: { b: ['x', '\ude00'] } }, [{ field: 'a.b.1', code: 'invalid-text' }]],
    ['in a name', { 'a\0': 1 }, [{ field: 'body', code: 'invalid-text' }]],
    ['in a name further down', { a: { '\ud800': 1 } }, [{ field: 'a', code: 'invalid-text' }]],
    ['__proto__', JSON.parse('{"a":{"__proto__":{"admin":true}}}'), [{ field: 'a.__proto__', code: 'unknown-field' }]],
    ['beyond exact integers', { fee: 2 ** 53 }, [{ field: 'fee', code: 'out-of-range' }]],
    ['infinite', JSON.parse('{"fee":1e999}'), [{ field: 'fee', code: 'out-of-range' }]],
    ['the value itself', '\0', [{ field: 'body', code: 'invalid-text' }]],
    ['several, in order', { a: '\0', b: 1, c: '\0' }, [{ field: 'a' }, { field: 'c' }]],
  ])('%s', (_, value, expected) => {
    expect(findUnstorable(value)).toMatchObject(expected);
    expect(findUnstorable(value)).toHaveLength(expected.length);
  });

  test('a flood is cut, and depth is no matter', () => {
    expect(findUnstorable(Array.from({ length: 1_000 }, () => '\0'))).toHaveLength(20);
    let deep: unknown = '\0';
    for (let at = 0; at < 100_000; at++) deep = [deep];
    expect(findUnstorable(deep)).toHaveLength(1);
  });
});
