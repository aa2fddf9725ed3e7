import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EntitySchema, type MigrationInterface, type QueryRunner } from 'typeorm';
import { cuttable } from './fixtures/cuttable-server.js';
import { eventually } from './fixtures/eventually.js';
import {
  makeReady,
  openService,
  provisioned,
  removeTenants,
  server,
  someTenant,
  superuser,
} from './fixtures/installation.js';
import { withConnection } from './index.js';

const acme = someTenant();
const other = someTenant();
const services: { close(): Promise<void> }[] = [];

function open(...given: Parameters<typeof openService>): ReturnType<typeof openService> {
  const service = openService(...given);
  services.push(service);
  return service;
}

beforeAll(async () => {
  await makeReady();
  for (const tenant of [acme, other]) await provisioned(tenant);
});
afterAll(async () => {
  await Promise.all(services.map((service) => service.close()));
  await removeTenants();
});

describe('a tenant’s database', () => {
  test('is opened once for all who ask meanwhile', async () => {
    const { databases } = open('tasks');
    const [one, two] = await Promise.all([databases.of(acme), databases.of(acme)]);
    expect(one).toBe(two);
    expect(await databases.of(acme)).toBe(one);
  });

  test('is another one for each tenant, and each role sees only its own', async () => {
    const { databases } = open('tasks');
    for (const tenant of [acme, other]) {
      const { pool } = await databases.of(tenant);
      const { rows } = await pool.query(
        'SELECT current_user AS role, current_database() AS database, current_schema() AS schema',
      );
      expect(rows).toEqual([{ role: `${tenant}_tasks`, database: `tenant_${tenant}`, schema: 'tasks' }]);
    }
  });

  test('of nobody is refused', async () => {
    const { databases } = open('tasks');
    await expect(databases.of('nobody-here')).rejects.toMatchObject({ kind: 'not-found', code: 'unknown-tenant' });
  });

  test('gives numbers for bigint and text for days', async () => {
    const { pool } = await open('tasks').databases.of(acme);
    const { rows } = await pool.query(`SELECT 4711::bigint AS number, count(*) AS rows, '2024-02-29'::date AS day`);
    expect(rows).toEqual([{ number: 4711, rows: 1, day: '2024-02-29' }]);
  });

  test('keeps all of a transaction or nothing of it', async () => {
    const database = await open('employees').databases.of(acme);
    await database.pool.query('CREATE TABLE IF NOT EXISTS kept (id integer)');
    const failing = database.transaction(async (client) => {
      await client.query('INSERT INTO kept VALUES (1)');
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    const written = await database.transaction(
      async (client) => (await client.query('INSERT INTO kept VALUES (2)')).rowCount,
    );
    expect(written).toBe(1);
    expect((await database.pool.query('SELECT id FROM kept')).rows).toEqual([{ id: 2 }]);
  });

  test('is opened where the registry says, also after a move', async () => {
    const moving = await provisioned();
    const { databases, registry } = open('tasks');
    const before = await databases.of(moving);
    await withConnection({ ...superuser, database: 'aviary' }, (client) =>
      client.query(`UPDATE control.tenants SET host = 'localhost', port = $2 WHERE name = $1`, [moving, server.port]),
    );
    registry.forget();
    const after = await databases.of(moving);
    expect(after).not.toBe(before);
    expect((await after.pool.query('SELECT current_database() AS name')).rows).toEqual([{ name: `tenant_${moving}` }]);
    await eventually(() => before.pool.ended);
  });

  test('is closed when nobody used it for long, and opened anew for the next', async () => {
    const { databases } = open('tasks', {}, { AVIARY_POOL_IDLE_MS: '100' });
    const first = await databases.of(acme);
    await eventually(() => first.pool.ended);
    const second = await databases.of(acme);
    expect(second).not.toBe(first);
    expect((await second.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  test('is not closed while somebody works in it', async () => {
    const { databases } = open('tasks', {}, { AVIARY_POOL_IDLE_MS: '100' });
    const database = await databases.of(acme);
    const work = database.pool.query('SELECT pg_sleep(3)');
    await database.pool.query('SELECT pg_sleep(0.5)');
    expect(database.pool.ended).toBe(false);
    expect(await databases.of(acme)).toBe(database);
    await work;
  });

  test('is closed on demand once the work in it is done', async () => {
    const { databases } = open('tasks');
    const { pool } = await databases.of(acme);
    const work = pool.query('SELECT pg_sleep(0.2), 1 AS one');
    await databases.forget(acme);
    expect(pool.ended).toBe(true);
    expect((await work).rows).toMatchObject([{ one: 1 }]);
  });
});

describe('when the database is away', () => {
  test('everybody is told so, and it works again as soon as it is back', async () => {
    const line = await cuttable(server);
    const { databases } = open('tasks', {}, { AVIARY_POSTGRES_PORT: String(line.port) });
    const database = await databases.of(acme);
    const midway = database.transaction(async (client) => {
      await line.cut();
      await client.query('SELECT 1');
    });
    const away = { kind: 'unavailable', code: 'database-unavailable' };
    await expect(midway).rejects.toMatchObject(away);
    await expect(database.pool.query('SELECT 1')).rejects.toMatchObject(away);
    await expect(database.dataSource.query('SELECT 1')).rejects.toMatchObject(away);
    await expect(databases.of(other)).rejects.toMatchObject(away);
    await line.mend();
    expect((await database.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    expect((await databases.of(other)).tenant).toBe(other);
    await databases.close();
    await line.cut();
  });
});

class CreateNotes1700000000000 implements MigrationInterface {
  static runs = 0;
  async up(runner: QueryRunner): Promise<void> {
    CreateNotes1700000000000.runs += 1;
    await runner.query('CREATE TABLE notes (id integer PRIMARY KEY, text text NOT NULL, at bigint NOT NULL)');
  }
  async down(): Promise<void> {}
}

class BrokenMigration1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE half (id integer)');
    await runner.query('SELECT nonsense');
  }
  async down(): Promise<void> {}
}

const Note = new EntitySchema<{ id: number; text: string; at: number }>({
  name: 'Note',
  tableName: 'notes',
  columns: { id: { type: 'int', primary: true }, text: { type: 'text' }, at: { type: 'bigint' } },
});

describe('migrations', () => {
  test('run once for each tenant, whoever opens it first', async () => {
    const persistence = { migrations: [CreateNotes1700000000000], entities: [Note] };
    const one = open('analytics', persistence);
    const two = open('analytics', persistence);
    const [database] = await Promise.all([one.databases.of(acme), two.databases.of(acme)]);
    expect(CreateNotes1700000000000.runs).toBe(1);
    const notes = database.dataSource.getRepository(Note);
    await notes.insert({ id: 1, text: 'hello', at: 1_700_000_000_000 });
    expect(await notes.find()).toEqual([{ id: 1, text: 'hello', at: 1_700_000_000_000 }]);
    await one.databases.forget(acme);
    await one.databases.of(acme);
    await one.databases.of(other);
    expect(CreateNotes1700000000000.runs).toBe(2);
  });

  test('that fail leave nothing behind, and the database closed', async () => {
    const broken = open('notifier', { migrations: [CreateNotes1700000000000, BrokenMigration1700000000001] });
    await expect(broken.databases.of(acme)).rejects.toThrow('nonsense');
    const { pool } = await open('notifier').databases.of(acme);
    const { rows } = await pool.query(
      `SELECT to_regclass('notifier.notes') AS notes, to_regclass('notifier.half') AS half`,
    );
    expect(rows).toEqual([{ notes: null, half: null }]);
  });

  test('tables that a lib adds are known too', async () => {
    const { databases } = open('analytics');
    databases.addEntities([Note]);
    const { dataSource } = await databases.of(acme);
    expect(dataSource.hasMetadata('Note')).toBe(true);
  });
});
