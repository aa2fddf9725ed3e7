import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { asRole, makeReady, openService } from './fixtures/installation.js';
import { Leases, withConnection } from './index.js';

let service: ReturnType<typeof openService>;
let one: Leases;
let two: Leases;

beforeAll(async () => {
  await makeReady();
  service = openService('tasks');
  one = new Leases(service.control);
  two = new Leases(service.control);
});
afterAll(() => service.close());

const names = (): [string, string] => [`spec:${randomUUID()}`, `spec:${randomUUID()}`];

/** As if nobody had renewed it for long enough. */
function expire(name: string): Promise<unknown> {
  return withConnection(asRole('aviary', 'tasks', 'aviary'), (client) =>
    client.query(`UPDATE control.leases SET expires_at = clock_timestamp() - interval '1 ms' WHERE name = $1`, [name]),
  );
}

test('a lease belongs to one holder until it is released', async () => {
  const [work, more] = names();
  expect(await one.acquire([work])).toEqual(new Set([work]));
  expect(await two.acquire([work, more])).toEqual(new Set([more]));
  expect(await one.acquire([work, more])).toEqual(new Set([work]));
  await two.release([work]);
  expect(await two.acquire([work])).toEqual(new Set());
  await one.release([work]);
  expect(await two.acquire([work])).toEqual(new Set([work]));
});

test('a lease that was not renewed in time is anybody’s, and whoever lost it cannot renew it', async () => {
  const [work] = names();
  await one.acquire([work]);
  expect(await one.renew([work])).toEqual(new Set([work]));
  await expire(work);
  expect(await one.renew([work])).toEqual(new Set());
  expect(await two.acquire([work])).toEqual(new Set([work]));
  expect(await one.renew([work])).toEqual(new Set());
  expect(await one.acquire([work])).toEqual(new Set());
});

test('of two who ask for the same leases at the same time each is held by one', async () => {
  const many = Array.from({ length: 20 }, () => `spec:${randomUUID()}`);
  const [first, second] = await Promise.all([one.acquire(many), two.acquire(many.toReversed())]);
  expect([...first, ...second].sort()).toEqual([...many].sort());
});
