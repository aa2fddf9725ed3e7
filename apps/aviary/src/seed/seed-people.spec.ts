import { expect, test } from '@jest/globals';
import { ProblemError } from '../local/client.js';
import { demoPeople } from './demo-people.js';
import { seedEmployees } from './seed-people.js';

const people = demoPeople('popug').slice(0, 3);
const history = { tenant: 'popug', people, today: '2026-01-05', days: 5 };

const seeding = (code: string, hired: unknown[] = []) =>
  seedEmployees(async (_service, _path, body) => {
    const { id } = body as { id?: string };
    if (id === people[0]?.id) throw new ProblemError(409, code, code);
    hired.push(id);
    return null;
  }, history);

test('a person who was erased keeps nobody else from being there', async () => {
  const hired: unknown[] = [];
  await seeding('person-erased', hired);
  expect(hired).toEqual(people.slice(1).map(({ id }) => id));
});

test('any other refusal ends the seed', async () => {
  await expect(seeding('unknown-position')).rejects.toMatchObject({ code: 'unknown-position' });
});
