import { expect, test } from '@jest/globals';
import { commandOf, testLog } from '../fixtures/test-log.js';
import { KeyPurge } from './key-purge.js';

const db = testLog();
const HOUR = 3_600_000;

test('keys older than 48 hours are taken away in steps, at most every ten minutes', async () => {
  const log = await db.open();
  await log.append(db.tenant, commandOf([], { idempotency: { key: 'now', requestHash: 'a' } }));
  const old = (count: number, hours: number) =>
    db.asSuperuser((client) =>
      client.query(
        `INSERT INTO tasks_log.idempotency_keys (key, request_hash, epoch, first_position, last_position, created_at)
         SELECT $1 || n, 'a', 1, 1, 0, $2 FROM generate_series(1, $3::integer) n`,
        [`${hours} h old `, Date.now() - hours * HOUR, count],
      ),
    );
  await old(2_500, 49);
  await old(10, 47);
  const { pool } = await db.as('tasks');
  let now = Date.now();
  const purge = new KeyPurge('tasks_log', () => now);
  expect(await purge.afterUse(pool)).toBe(2_500);
  const { rows } = await pool.query<{ left: number }>(
    'SELECT count(*)::integer AS left FROM tasks_log.idempotency_keys',
  );
  expect(rows[0]?.left).toBe(11);

  await old(1, 50);
  expect(await purge.afterUse(pool)).toBe(0);
  now += 10 * 60_000;
  expect(await purge.afterUse(pool)).toBe(1);
});
