import { expect, test } from '@jest/globals';
import { indented, json, paintFor, PLAIN, WIDTH, wrap } from './text.js';

test('a text is broken at spaces, within the width and after its indents; a long word stays whole', () => {
  const text = `${'a '.repeat(60)}${'b'.repeat(90)} c`;
  const lines = wrap(text, '- ', '  ').split('\n');
  expect(lines[0]).toMatch(/^- a/);
  expect(lines[1]).toMatch(/^ {2}a/);
  expect(lines.filter((line) => line.length > WIDTH)).toEqual([`  ${'b'.repeat(90)}`]);
  expect(lines.map((line) => line.trim().replace(/^- /, '')).join(' ')).toBe(text.trim());
});

test('JSON stays on its line where it fits, and opens up where it does not', () => {
  expect(json({ a: 1, b: [true, null] })).toBe('{"a":1,"b":[true,null]}');
  const long = { id: 'x'.repeat(40), items: [{ a: 'y'.repeat(40) }, 2] };
  expect(json(long, '  ')).toBe(
    ['{', `    "id": "${long.id}",`, `    "items": [{"a":"${'y'.repeat(40)}"},2]`, '  }'].join('\n'),
  );
  expect(JSON.parse(json({ ...long, more: [long, [long]] }))).toEqual({ ...long, more: [long, [long]] });
});

test('an empty line is not indented', () => expect(indented('a\n\nb', '  ')).toBe('  a\n\n  b'));

test.each([
  ['a terminal', true, {}, true],
  ['no terminal', false, {}, false],
  ['NO_COLOR', true, { NO_COLOR: '1' }, false],
  ['NO_COLOR that is empty', true, { NO_COLOR: '' }, true],
  ['a terminal that knows none', true, { TERM: 'dumb' }, false],
])('colours on %s', (_, terminal, environment, coloured) => {
  const { bold } = paintFor(terminal, environment);
  expect(bold('x')).toBe(coloured ? '\u001B[1mx\u001B[22m' : 'x');
  expect(PLAIN.good('x')).toBe('x');
});
