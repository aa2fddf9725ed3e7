import { expect, test } from '@jest/globals';
import { testDatabase } from '#libs/testing';
import { boolArray, byteaArray, int4Array, int8Array, textArray, uuidArray } from './binary-array.js';

const db = testDatabase();
const UUIDS = ['00000000-0000-0000-0000-000000000000', 'ffeeddcc-bbaa-4998-8877-665544332211'];

test.each([
  ['integer[]', int4Array([0, -1, null, 2_147_483_647, -2_147_483_648]), '{0,-1,NULL,2147483647,-2147483648}'],
  [
    'bigint[]',
    int8Array([0, -1, null, Number.MAX_SAFE_INTEGER, 2 ** 32, Number.MIN_SAFE_INTEGER]),
    '{0,-1,NULL,9007199254740991,4294967296,-9007199254740991}',
  ],
  ['boolean[]', boolArray([true, false, null]), '{t,f,NULL}'],
  ['text[]', textArray(['', 'NULL', null, '"{},\\', 'какаду 🦜']), '{"","NULL",NULL,"\\"{},\\\\","какаду 🦜"}'],
  ['uuid[]', uuidArray([UUIDS[0]!, null, UUIDS[1]!]), `{${UUIDS[0]},NULL,${UUIDS[1]}}`],
  ['bytea[]', byteaArray([Buffer.alloc(0), null, Buffer.from('00ff7b', 'hex')]), '{"\\\\x",NULL,"\\\\x00ff7b"}'],
  ['bigint[]', int8Array([]), '{}'],
  ['text[]', textArray([null]), '{NULL}'],
])('PostgreSQL reads %s as it was meant', async (type, bytes, text) => {
  const { pool } = await db.as('tasks');
  const { rows } = await pool.query<{ read: string }>(`SELECT $1::${type}::text AS read`, [bytes]);
  expect(rows[0]?.read).toBe(text);
});
