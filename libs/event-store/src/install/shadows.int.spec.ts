import { beforeAll, expect, test } from '@jest/globals';
import { type PoolClient } from 'pg';
import { callAppend } from '../append/call.js';
import { prepare } from '../append/prepare.js';
import { commandOf, newStream, somethingIn, testLog } from '../fixtures/test-log.js';
import { verifyChain } from '../verifying/verify-chain.js';

/**
 * `append` acts with the rights of the log's owner. Here a service that has gone over to the enemy, and may make
 * temporary things too, puts things of its own before everything that the function uses.
 */
const db = testLog();
const { tenant } = db;

/** Of each kind of thing that `append` names, with the types it has there. */
const FUNCTIONS: readonly [name: string, parameters: string, result: string][] = [
  ['sha256', 'bytea', 'bytea'],
  ['record_send', 'record', 'bytea'],
  ['cardinality', 'anyarray', 'integer'],
  ['array_fill', 'anyelement, integer[]', 'anyarray'],
  ['clock_timestamp', '', 'timestamptz'],
  ['current_setting', 'text', 'text'],
  ['floor', 'numeric', 'numeric'],
  ['generate_series', 'integer, integer', 'SETOF integer'],
];
const OPERATORS: readonly [name: string, left: string, right: string, result: string][] = [
  ['||', 'bytea', 'bytea', 'bytea'],
  ['=', 'text', 'text', 'boolean'],
  ['=', 'uuid', 'uuid', 'boolean'],
  ['<>', 'bigint', 'bigint', 'boolean'],
  ['+', 'bigint', 'integer', 'bigint'],
  ['*', 'numeric', 'integer', 'numeric'],
];
const TABLES = ['head', 'events', 'schemas', 'idempotency_keys', 'reactions', 'checkpoints', 'epochs', 'relay'];

const trap = (name: string, parameters: string, result: string): string =>
  `CREATE FUNCTION ${name}(${parameters}) RETURNS ${result} LANGUAGE plpgsql AS $$ BEGIN RAISE 'caught by %', '${name}'; END $$`;

async function setTraps(client: PoolClient): Promise<void> {
  for (const table of TABLES) await client.query(`CREATE TEMPORARY TABLE ${table} AS SELECT * FROM tasks_log.${table}`);
  for (const schema of ['pg_temp', 'tasks']) {
    for (const [name, parameters, result] of FUNCTIONS)
      await client.query(trap(`${schema}.${name}`, parameters, result));
    for (const [index, [name, left, right, result]] of OPERATORS.entries()) {
      await client.query(trap(`${schema}.operator_${index}`, `${left}, ${right}`, result));
      await client.query(
        `CREATE OPERATOR ${schema}.${name} (FUNCTION = ${schema}.operator_${index}, LEFTARG = ${left}, RIGHTARG = ${right})`,
      );
    }
  }
  await client.query('SET search_path = pg_temp, tasks, tasks_log, pg_catalog');
}

async function appendAs(client: PoolClient) {
  const events = [somethingIn(newStream())];
  const idempotency = { key: newStream(), requestHash: 'hash', answer: null };
  const command = await prepare('tasks', commandOf(events, { idempotency }), ([event]) =>
    Promise.resolve([event!.body]),
  );
  return (await callAppend(client, 'tasks_log', [command]))[0]?.outcome;
}

beforeAll(async () => {
  await (await db.open()).append(tenant, commandOf([somethingIn(newStream())]));
  await db.asSuperuser((client) => client.query(`GRANT TEMPORARY ON DATABASE "tenant_${tenant}" TO "${tenant}_tasks"`));
});

test('append is not fooled by tables, functions and operators that come first for its caller', async () => {
  const { pool } = await db.as('tasks');
  const client = await pool.connect();
  try {
    await setTraps(client);
    await expect(client.query("SELECT sha256(''::bytea)")).rejects.toThrow(/caught by/);
    const before = await client.query<{ count: string }>('SELECT count(*) FROM pg_temp.events');
    expect(await appendAs(client)).toMatchObject({ outcome: 'appended', position: 2, firstPosition: 2 });
    expect((await client.query('SELECT count(*) FROM pg_temp.events')).rows).toEqual(before.rows);
    expect(await verifyChain(pool, 'tasks')).toEqual({ events: 2 });
    // The traps are real: without its own search path, the function walks into them.
    await db.asSuperuser((root) => root.query('ALTER FUNCTION tasks_log.append RESET search_path'));
    await expect(appendAs(client)).rejects.toThrow(/caught by/);
  } finally {
    client.release(true);
  }
});
