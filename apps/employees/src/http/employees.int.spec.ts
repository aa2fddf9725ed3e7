import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { EventLog, Sealing } from '#libs/event-store';
import { uuidv7 } from '#libs/kernel';
import { type Answer, type Api } from '#libs/testing';
import { runningEmployees } from '../fixtures/running-employees.js';
import { type EmployeeDto } from './employee.dto.js';

interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

interface Named {
  readonly id: string;
}

const service = runningEmployees();
let people: Api;
beforeAll(async () => {
  people = await service.as('people.can_view', 'people.can_change');
});

/** Hires somebody; `answer` is there to be read after. */
async function hire(body: object): Promise<{ id: string; answer: Answer }> {
  const answer = await people.when.post('/api/employees', body).then(201);
  return { id: (answer.body as Named).id, answer };
}
/** The employee as the directory has them after a command. */
const seen = async (id: string, after: Answer) => (await people.get(`/api/employees/${id}`, { after })).body;

describe('hiring', () => {
  test('takes a person in, with position and department by name', async () => {
    const id = uuidv7();
    const hired = await hire({ id, name: 'Kesha', position: 'Developer', department: 'Seeds' });
    expect(hired.answer.body).toEqual({ id });
    expect(await seen(id, hired.answer)).toEqual({
      ...{ id, name: 'Kesha', erased: false, position: 'Developer', department: 'Seeds' },
      ...{ positionId: expect.any(String), departmentId: expect.any(String) },
      ...{ hiredAt: expect.stringMatching(/^\d{4}-.+Z$/), leftAt: null },
    });
  });

  test('by ids of what was defined', async () => {
    const position = (await people.post<Named>('/api/positions', { title: 'Cook' })).body;
    const department = (await people.post<Named>('/api/departments', { name: 'Kitchen' })).body;
    const { id, answer } = await hire({ name: 'Gosha', positionId: position.id, departmentId: department.id });
    expect(await seen(id, answer)).toMatchObject({ position: 'Cook', department: 'Kitchen' });
  });

  test('not who is employed', async () => {
    const { id } = await hire({ name: 'Once' });
    await people.when.post('/api/employees', { id, name: 'Twice' }).thenProblem(409, 'employee-exists', 'id');
  });

  test('once for an idempotency key', async () => {
    const send = () => people.post('/api/employees', { name: 'Same' }, { idempotencyKey: 'a' });
    const [one, two] = [await send(), await send()];
    expect([one.status, two.status, two.body]).toEqual([201, 201, one.body]);
    expect(two.headers.get('idempotency-replayed')).toBe('true');
    // What is kept of the request cannot be tried against likely names.
    const plain = createHash('sha256').update('\n{"name":"Same"}').digest('hex');
    const kept = await service.database.asSuperuser((client) =>
      client.query<{ hash: string }>('SELECT request_hash AS hash FROM employees_log.idempotency_keys'),
    );
    expect(kept.rows).toEqual([{ hash: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
    expect(kept.rows).not.toEqual([{ hash: plain }]);
  });

  test.each([
    [{}, 'required', 'name'],
    [{ name: 'X', salary: 1 }, 'unknown-field', 'salary'],
    [{ name: 'X', id: 'x' }, 'wrong-format', 'id'],
    [{ name: 'x'.repeat(201) }, 'too-long', 'name'],
    [{ name: 'X', positionId: uuidv7() }, 'unknown-position', 'positionId'],
    [{ name: 'X', departmentId: uuidv7() }, 'unknown-department', 'departmentId'],
    [{ name: 'X', positionId: null, position: 'Cook' }, 'contradiction', 'position'],
    [{ name: 'X', departmentId: uuidv7(), department: 'Seeds' }, 'contradiction', 'department'],
  ])('refuses %j', async (body, code, field) => {
    await people.when.post('/api/employees', body).thenProblem(400, code, field);
  });
});

describe('changing', () => {
  test('what is named, and leaves the rest', async () => {
    const { id } = await hire({ name: 'Kesha', position: 'Developer', department: 'Seeds' });
    const changes = { name: 'Innokenty', departmentId: null };
    const changed = await people.when.patch(`/api/employees/${id}`, changes).then(200, { id });
    expect(await seen(id, changed)).toMatchObject({
      ...{ name: 'Innokenty', position: 'Developer', department: null, departmentId: null },
    });
  });

  test('who left has left, and can come back', async () => {
    const { id } = await hire({ name: 'Kesha' });
    const left = await people.when.post(`/api/employees/${id}/leave`).then(200, { id });
    expect(await seen(id, left)).toMatchObject({ leftAt: expect.any(String) });
    await people.when.patch(`/api/employees/${id}`, { name: 'X' }).thenProblem(409, 'employee-left');
    const back = await hire({ id, name: 'Kesha' });
    expect(await seen(id, back.answer)).toMatchObject({ leftAt: null });
  });

  test('nobody who is not there', async () => {
    const path = `/api/employees/${uuidv7()}`;
    await people.when.patch(path, { name: 'X' }).thenProblem(404, 'employee-not-found', 'id');
    await people.when.post(`${path}/leave`).thenProblem(404, 'employee-not-found', 'id');
    await people.when.get(path).thenProblem(404, 'employee-not-found', 'id');
  });
});

describe('the directory', () => {
  test('goes page by page, and by department', async () => {
    for (const name of ['A', 'B']) await hire({ name, department: 'Nests' });
    const { answer } = await hire({ name: 'C', department: 'Nests' });
    const path = '/api/employees?limit=2&department=';
    const first = (await people.get<Page<EmployeeDto>>(`${path}Nests`, { after: answer })).body;
    expect(first.items).toHaveLength(2);
    const byId = `${path}${first.items[0]?.departmentId}&cursor=${first.nextCursor}`;
    const second = (await people.get<Page<EmployeeDto>>(byId)).body;
    expect(second).toEqual({ items: [expect.any(Object)], nextCursor: null });
    const names = [...first.items, ...second.items].map(({ name }) => name);
    expect(new Set(names)).toEqual(new Set(['A', 'B', 'C']));
    await people.when.get(`${path}Nowhere`).then(200, { items: [], nextCursor: null });
  });

  test('is for those who may see people, and changes are for those who may change them', async () => {
    const nobody = await service.as();
    const { body } = await nobody.when.get('/api/employees').thenProblem(403, 'permission-required');
    expect(body).toMatchObject({ permission: 'people.can_view' });
    const viewer = await service.as('people.can_view');
    const refused = await viewer.when.post('/api/employees', { name: 'X' }).thenProblem(403, 'permission-required');
    expect(refused.body).toMatchObject({ permission: 'people.can_change' });
  });

  test('forgets the name of who was erased, as the topic of auth says', async () => {
    const { id, answer } = await hire({ name: 'Forgotten' });
    const { tenant } = service.database;
    await service.authLog.app.get(Sealing).erase(tenant, id);
    const appended = await service.authLog.app.get(EventLog).append(tenant, {
      events: [{ streamId: `user:${id}`, event: 'PersonErased', body: { userId: id } }],
      actor: null,
      correlationId: uuidv7(),
    });
    if (appended.outcome !== 'appended') throw new Error(appended.outcome);
    const position = `${answer.headers.get('aviary-position')}, auth=${appended.epoch}.${appended.position}`;
    const look = await people.get(`/api/employees/${id}`, { headers: { 'aviary-position': position } });
    expect(look.headers.get('aviary-stale')).toBeNull();
    expect(look.body).toMatchObject({ id, name: 'erased', erased: true });
    const kept = await service.database.asSuperuser((client) =>
      client.query('SELECT row_to_json(d)::text AS row FROM employees.directory_v1 d'),
    );
    expect(JSON.stringify(kept.rows)).not.toContain('Forgotten');
  });
});

describe('positions and departments', () => {
  test.each([
    ['/api/positions', { title: 'Pilot' }],
    ['/api/departments', { name: 'Sky' }],
  ])('%s: defining again is nothing new', async (path, body) => {
    const first = await people.when.post(path, body).then(201, body);
    await people.when.post(path, body).then(201, first.body);
    const list = await people.get<Page<Named>>(`${path}?limit=200`, { after: first });
    expect(list.body.items.filter(({ id }) => id === (first.body as Named).id)).toEqual([first.body]);
  });

  test.each([
    ['/api/positions', 'title'],
    ['/api/departments', 'name'],
  ])('%s: listed in the order of their names, page by page', async (path, member) => {
    for (const name of ['Zookeeper', 'Acrobat']) await people.post(path, { [member]: name });
    const after = await people.when.post(path, { [member]: 'Musician' }).then(201);
    const whole = (await people.get<Page<object>>(`${path}?limit=200`, { after })).body.items;
    const read: object[] = [];
    for (let next: string | null = ''; next !== null;) {
      const { body }: Answer<Page<object>> = await people.get<Page<object>>(`${path}?limit=1${next}`);
      read.push(...body.items);
      next = body.nextCursor && `&cursor=${body.nextCursor}`;
    }
    expect(read).toEqual(whole);
    expect(read.length).toBeGreaterThanOrEqual(3);
  });
});
