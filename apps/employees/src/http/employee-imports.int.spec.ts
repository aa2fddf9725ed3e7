import { beforeAll, expect, test } from '@jest/globals';
import { Sealing } from '#libs/event-store';
import { uuidv7 } from '#libs/kernel';
import { type Api } from '#libs/testing';
import { runningEmployees } from '../fixtures/running-employees.js';

const service = runningEmployees();
let people: Api;
beforeAll(async () => {
  people = await service.as('people.can_view', 'people.can_change', 'imports.can_add');
});

const PATH = '/api/employees/imports';
const person = (name: string, id = uuidv7()) => ({ id, name, since: '2015-01-02T03:04:05Z' });

test('people of the past are employed as of then, each once', async () => {
  const [ada, bob] = [person('dev-1'), person('dev-2')];
  const made = await people.when.post(PATH, { items: [ada, bob, ada] }).then(200, { imported: 2, already: 1 });
  const { body } = await people.get(`/api/employees/${ada.id}`, { after: made });
  expect(body).toMatchObject({ name: 'dev-1', hiredAt: '2015-01-02T03:04:05.000Z', leftAt: null, position: null });
  await people.when.post(PATH, { items: [ada, bob] }).then(200, { imported: 0, already: 2 });
});

test('whoever has left stays so, and whoever was erased is passed over', async () => {
  const [left, erased] = [person('dev-3'), person('dev-4')];
  await people.when.post(PATH, { items: [left] }).then(200, { imported: 1 });
  const gone = await people.when.post(`/api/employees/${left.id}/leave`).then(200);
  const sealing = service.authLog.app.get(Sealing, { strict: false });
  // A key has to be there before it can be destroyed.
  const body = { userId: erased.id, login: null, name: erased.name, email: null, roles: [], permissions: [] };
  await sealing.seal(service.database.tenant, 'auth', [{ event: 'UserRegistered', eventId: uuidv7(), body }]);
  await sealing.erase(service.database.tenant, erased.id);
  await people.when.post(PATH, { items: [left, erased] }).then(200, { imported: 0, already: 2 });
  const shown = await people.get<{ leftAt: string | null }>(`/api/employees/${left.id}`, { after: gone });
  expect(shown.body.leftAt).not.toBeNull();
});

test('is for those who may import', async () => {
  const manager = await service.as('people.can_change');
  await manager.when.post(PATH, { items: [person('dev-5')] }).thenProblem(403, 'permission-required');
});
