import { expect, test } from '@jest/globals';
import { renderSql } from './sql.js';

test('identifiers and literals are quoted, lists are literals of arrays', () => {
  const text = `ALTER SCHEMA :"schema" OWNER TO x; SELECT :'name', :'services'::text[], :'none'::text[]`;
  expect(renderSql(text, { schema: 'a"b', name: "O'Hara\\", services: ['a', 'b"c', "d'e"], none: [] })).toBe(
    `ALTER SCHEMA "a""b" OWNER TO x; SELECT  E'O''Hara\\\\',  E'{"a","b\\\\"c","d''e"}'::text[], '{}'::text[]`,
  );
});

test('casts are left alone', () => {
  expect(renderSql(`SELECT x::"char", y::text`, {})).toBe(`SELECT x::"char", y::text`);
});

test('a variable that was not given is a defect', () => {
  expect(() => renderSql(`SELECT :'name'`, {})).toThrow('not given: name');
});
