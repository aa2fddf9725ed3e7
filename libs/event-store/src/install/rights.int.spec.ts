import { beforeAll, describe, expect, test } from '@jest/globals';
import { callAppend } from '../append/call.js';
import { prepare } from '../append/prepare.js';
import { commandOf, newStream, somethingIn, testLog } from '../fixtures/test-log.js';
import { logInstaller } from './installer.js';

const db = testLog();
const { tenant } = db;

beforeAll(async () => {
  const log = await db.open();
  await log.append(tenant, commandOf([somethingIn(newStream())]));
});

/** The SQLSTATE with which the service's role is refused; undefined if it is not. */
async function refusal(text: string): Promise<string | undefined> {
  const { pool } = await db.as('tasks');
  return pool.query(text).then(
    () => undefined,
    (error: { code?: string }) => error.code,
  );
}

const INSUFFICIENT_PRIVILEGE = '42501';

describe('the role of the service', () => {
  test.each(['head', 'events', 'schemas', 'idempotency_keys', 'reactions', 'checkpoints', 'epochs', 'relay'])(
    'reads %s, and cannot write it',
    async (table) => {
      expect(await refusal(`SELECT * FROM tasks_log.${table}`)).toBeUndefined();
      for (const text of [
        `DELETE FROM tasks_log.${table}`,
        `TRUNCATE tasks_log.${table}`,
        `INSERT INTO tasks_log.${table} DEFAULT VALUES`,
        `DROP TABLE tasks_log.${table}`,
        `ALTER TABLE tasks_log.${table} DISABLE TRIGGER ALL`,
        `SELECT FROM tasks_log.${table} FOR UPDATE`,
      ])
        expect([text, await refusal(text)]).toEqual([text, INSUFFICIENT_PRIVILEGE]);
    },
  );

  test.each([
    'UPDATE tasks_log.events SET position = 0',
    'UPDATE tasks_log.head SET position = 0',
    `CREATE FUNCTION tasks_log.sha256(bytea) RETURNS bytea LANGUAGE sql AS 'SELECT $1'`,
    'CREATE TABLE tasks_log.head2 (position bigint)',
    'ALTER FUNCTION tasks_log.append RESET ALL',
    `CREATE OR REPLACE FUNCTION tasks_log.refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`,
    'DROP SCHEMA tasks_log CASCADE',
    'SET ROLE postgres',
    'SELECT * FROM accounting_log.events',
    'SELECT accounting_log.relay_advance(1, 1, 1)',
  ])('is refused: %s', async (text) => {
    expect(await refusal(text)).toBe(INSUFFICIENT_PRIVILEGE);
  });

  test('cannot slip tables of its own under the functions', async () => {
    await db.asSuperuser((client) =>
      client.query(`GRANT TEMPORARY ON DATABASE "tenant_${tenant}" TO "${tenant}_tasks"`),
    );
    const { pool } = await db.as('tasks');
    const client = await pool.connect();
    try {
      for (const table of ['head', 'events', 'relay'])
        await client.query(`CREATE TEMPORARY TABLE ${table} AS SELECT * FROM tasks_log.${table}`);
      await client.query('UPDATE pg_temp.head SET position = 1000');
      const { position } = (await client.query<{ position: number }>('SELECT position FROM tasks_log.head')).rows[0]!;
      const command = await prepare('tasks', commandOf([somethingIn(newStream())]), ([event]) =>
        Promise.resolve([event!.body]),
      );
      const [answer] = await callAppend(client, 'tasks_log', [command]);
      expect(answer?.outcome).toMatchObject({ outcome: 'appended', position: position + 1 });
      await client.query('SELECT tasks_log.relay_advance(1, 17, 1)');
      expect((await client.query('SELECT position FROM tasks_log.relay')).rows).toEqual([{ position: 1 }]);
      expect((await client.query('SELECT position FROM pg_temp.relay')).rows).toEqual([{ position: 0 }]);
    } finally {
      client.release(true);
    }
  });
});

describe('the owner', () => {
  const asOwner = (text: string) =>
    db.asSuperuser(async (client) => {
      const { rows } = await client.query<{ owner: string }>(
        `SELECT tableowner AS owner FROM pg_tables WHERE schemaname = 'tasks_log' LIMIT 1`,
      );
      await client.query(`SET ROLE "${rows[0]?.owner}"`);
      return client.query(text).then(
        () => undefined,
        (error: { code?: string; message: string }) => error.message,
      );
    });

  test.each([
    'UPDATE tasks_log.events SET position = 0',
    'DELETE FROM tasks_log.events',
    'TRUNCATE tasks_log.events',
    'DELETE FROM tasks_log.epochs',
  ])('is refused too: %s', async (text) => {
    expect(await asOwner(text)).toMatch(/append-only/);
  });

  test.each(['events', 'epochs'])('and so is a superuser whose session replicates: %s', async (table) => {
    const replicating = db.asSuperuser((client) =>
      client.query(`SET session_replication_role = replica; DELETE FROM tasks_log.${table}`),
    );
    await expect(replicating).rejects.toThrow(/append-only/);
  });

  test('can install the log again over what is there', async () => {
    const before = await (await db.open()).head(tenant);
    await db.asSuperuser(async (client) => {
      const { rows } = await client.query<{ owner: string }>(
        `SELECT tableowner AS owner FROM pg_tables WHERE schemaname = 'tasks_log' LIMIT 1`,
      );
      await client.query('BEGIN');
      await client.query(`SET LOCAL ROLE "${rows[0]?.owner}"`);
      const roles = { service: 'tasks', ownerRole: rows[0]?.owner ?? '', serviceRole: `${tenant}_tasks`, tenant };
      await logInstaller('tasks').install(client, roles);
      await client.query('COMMIT');
    });
    const log = await db.open();
    expect(await log.head(tenant)).toEqual(before);
    expect(await log.append(tenant, commandOf([somethingIn(newStream())]))).toMatchObject({
      position: before.position + 1,
    });
  });
});
