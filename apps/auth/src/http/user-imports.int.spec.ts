import { beforeAll, expect, test } from '@jest/globals';
import { uuidv7 } from '#libs/kernel';
import { type Api } from '#libs/testing';
import { PASSWORD, runningAuth } from '../fixtures/running-auth.js';

const auth = runningAuth();
let admin: Api;
beforeAll(async () => {
  admin = await auth.login('admin');
});

const PATH = '/api/users/imports';
const person = (name: string, id = uuidv7()) => ({ id, name, since: '2015-01-02T03:04:05Z' });
/** What the log has of a person: when it occurred, and what. */
const told = async (id: string) =>
  await auth.database.asSuperuser(async (client) => {
    const sql = 'SELECT event, occurred_at::text AS at FROM auth_log.events WHERE stream_id = $1 ORDER BY version';
    return (await client.query(sql, [`user:${id}`])).rows as object[];
  });

test('people of the past are users whom nobody can log in as', async () => {
  const [ada, bob] = [person('dev-1'), person('dev-2')];
  const made = await admin.when.post(PATH, { items: [ada, bob, ada] }).then(200, { imported: 2, already: 1 });
  expect((await admin.get(`/api/users/${ada.id}`, { after: made })).body).toEqual({
    ...{ id: ada.id, name: 'dev-1', erased: false, roles: ['developer'], active: false, login: null, email: null },
  });
  expect((await auth.logIn('dev-1')).status).toBe(401);
  expect(await told(ada.id)).toEqual([{ event: 'UserRegistered', at: String(Date.parse(ada.since)) }]);
  await admin.when.post(PATH, { items: [ada, person('dev-3')] }).then(200, { imported: 1, already: 1 });
  expect(await told(ada.id)).toHaveLength(1);
  // Nor can they once they are active: they have no login.
  await admin.when.post(`/api/users/${ada.id}/activate`).then(200);
  expect((await auth.logIn('dev-1', PASSWORD)).status).toBe(401);
});

test('whoever is there, or was erased, stays as they are', async () => {
  const registered = await admin.post<{ id: string }>('/api/auth/register', {
    ...{ login: 'kesha', name: 'Kesha', password: PASSWORD, roles: ['developer'] },
  });
  const gone = person('dev-4');
  await admin.when.post(PATH, { items: [gone] }).then(200, { imported: 1 });
  await admin.when.post(`/api/users/${gone.id}/erase`).then(200);
  const items = [person('Another', registered.body.id), gone];
  await admin.when.post(PATH, { items }).then(200, { imported: 0, already: 2 });
  expect((await admin.get(`/api/users/${registered.body.id}`, { after: registered })).body).toMatchObject({
    name: 'Kesha',
    active: true,
  });
});

test('is for those who may import', async () => {
  const manager = await auth.login('developer');
  await manager.when.post(PATH, { items: [person('dev-5')] }).thenProblem(403, 'permission-required');
});
