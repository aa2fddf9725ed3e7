import { beforeAll, describe, expect, test } from '@jest/globals';
import { commandOf, newStream, somethingIn, testLog } from '../fixtures/test-log.js';
import { verifyChain } from './verify-chain.js';

const db = testLog();
const EVENTS = 12;

beforeAll(async () => {
  const log = await db.open();
  const stream = newStream();
  for (let i = 0; i < EVENTS; i++)
    await log.append(db.tenant, commandOf([somethingIn(stream, `${i}`)], { ext: { i: `${i}` }, actor: 'system:spec' }));
});

test('a log that is whole verifies', async () => {
  const { pool } = await db.as('tasks');
  expect(await verifyChain(pool, 'tasks')).toEqual({ events: EVENTS });
});

describe('what a superuser does behind the log’s back is found:', () => {
  test.each([
    ['another body', `UPDATE tasks_log.events SET body = body || '\\x00' WHERE position = 5`, 5, 'hash'],
    ['another actor', `UPDATE tasks_log.events SET actor = NULL WHERE position = 5`, 5, 'hash'],
    ['other extras', `UPDATE tasks_log.events SET ext = '{ "i": "4" }' WHERE position = 5`, 5, 'hash'],
    ['another time', `UPDATE tasks_log.events SET occurred_at = occurred_at - 1 WHERE position = 5`, 5, 'hash'],
    ['a time that goes back', `UPDATE tasks_log.events SET recorded_at = 1 WHERE position = 5`, 5, 'time'],
    ['another hash', `UPDATE tasks_log.events SET hash = sha256('x') WHERE position = 5`, 5, 'hash'],
    ['an event taken out', 'DELETE FROM tasks_log.events WHERE position = 5', 6, 'gap'],
    ['the last event taken out', `DELETE FROM tasks_log.events WHERE position = ${EVENTS}`, EVENTS - 1, 'head'],
    ['another version', `UPDATE tasks_log.events SET version = 100 WHERE position = ${EVENTS}`, EVENTS, 'version'],
    ['another head', `UPDATE tasks_log.head SET hash = sha256('x')`, EVENTS, 'head'],
  ])('%s', async (_, tampering, position, what) => {
    await db.asSuperuser(async (client) => {
      await client.query('ALTER TABLE tasks_log.events DISABLE TRIGGER refuse_change');
      await client.query('CREATE TABLE saved AS SELECT * FROM tasks_log.events');
      await client.query('CREATE TABLE saved_head AS SELECT * FROM tasks_log.head');
      await client.query(tampering);
    });
    const { pool } = await db.as('tasks');
    expect(await verifyChain(pool, 'tasks')).toMatchObject({ broken: { position, what } });
    await db.asSuperuser(async (client) => {
      await client.query('TRUNCATE tasks_log.events, tasks_log.head');
      await client.query('INSERT INTO tasks_log.events SELECT * FROM saved');
      await client.query('INSERT INTO tasks_log.head SELECT * FROM saved_head');
      await client.query('DROP TABLE saved, saved_head');
    });
    expect(await verifyChain(pool, 'tasks')).toEqual({ events: EVENTS });
  });
});
