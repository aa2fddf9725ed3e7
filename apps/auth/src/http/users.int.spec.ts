import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { Sealing } from '#libs/event-store';
import { canonicalJson, uuidv7 } from '#libs/kernel';
import { type Api, type Answer } from '#libs/testing';
import { PASSWORD, runningAuth, type Tokens } from '../fixtures/running-auth.js';
import { type UserDto } from './users.dto.js';

interface Page {
  readonly items: readonly UserDto[];
  readonly nextCursor: string | null;
}

const auth = runningAuth();
let admin: Api;
let developer: Api;
beforeAll(async () => {
  admin = await auth.login('admin');
  developer = await auth.login('developer');
});

const newUser = (login: string, more: object = {}) => ({
  ...{ login, name: `Name of ${login}`, password: PASSWORD, roles: ['developer'] },
  ...more,
});
/** Registers a user; `answer` is there to be read after. */
async function register(login: string, more: object = {}): Promise<{ id: string; answer: Answer }> {
  const answer = await admin.when.post('/api/auth/register', newUser(login, more)).then(201);
  return { id: (answer.body as { id: string }).id, answer };
}
const idsOf = ({ items }: Page) => items.map(({ id }) => id);

describe('registering', () => {
  test('makes a user who is seen and can log in at once', async () => {
    const { id, answer } = await register('kesha', { email: 'kesha@example.com' });
    expect((await admin.get(`/api/users/${id}`, { after: answer })).body).toEqual({
      ...{ id, name: 'Name of kesha', erased: false, roles: ['developer'], active: true },
      ...{ login: 'kesha', email: 'kesha@example.com' },
    });
    await auth.login('kesha');
  });

  test('takes the id of a person who has one', async () => {
    const id = uuidv7();
    expect((await register('with-id', { id })).id).toBe(id);
    const again = newUser('with-id-again', { id });
    await admin.when.post('/api/auth/register', again).thenProblem(409, 'user-exists', 'id');
    // The login that was refused is free again.
    await register('with-id-again');
  });

  test('gives a login once, however it is written', async () => {
    await register('gosha');
    for (const login of ['gosha', 'GOSHA', 'ｇｏｓｈａ'])
      await admin.when.post('/api/auth/register', newUser(login)).thenProblem(409, 'login-taken', 'login');
  });

  test('gives a login once, also to those who ask at the same moment', async () => {
    const register = () => admin.post('/api/auth/register', newUser('wanted'));
    const answers = await Promise.all(Array.from({ length: 5 }, register));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(4);
    await auth.login('wanted');
  });

  test('is done once for an idempotency key, also when it is sent twice at the same time', async () => {
    const send = (login: string) =>
      admin.post<{ id: string }>('/api/auth/register', newUser(login), { idempotencyKey: 'a' });
    const twice = await Promise.all([send('once'), send('once')]);
    const again = await send('once');
    expect([...twice, again].map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set([...twice, again].map(({ body }) => body.id)).size).toBe(1);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect((await send('other')).status).toBe(422);
  });

  test('keeps nothing by which the password could be guessed', async () => {
    const body = newUser('guessed');
    await admin.post('/api/auth/register', body, { idempotencyKey: 'b' });
    const plain = createHash('sha256')
      .update(`\n${canonicalJson(body)}`)
      .digest('hex');
    const { rows } = await auth.database.asSuperuser((client) =>
      client.query<{ hash: string }>('SELECT row_to_json(k)::text AS hash FROM auth_log.idempotency_keys k'),
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(plain);
    expect(JSON.stringify(rows)).not.toContain('guessed');
  });

  test.each([
    [{ roles: ['owner'] }, 'unknown-role', 'roles'],
    [{ roles: ['operator'] }, 'unknown-role', 'roles'],
    [{ roles: 'admin' }, 'wrong-type', 'roles'],
    [{ email: 'nobody' }, 'wrong-format', 'email'],
    [{ password: '' }, 'required', 'password'],
    [{ password: 'x'.repeat(1_025) }, 'too-long', 'password'],
    [{ password: 'a\0b' }, 'invalid-text', 'password'],
    [{ name: ' ' }, 'required', 'name'],
    [{ active: true }, 'unknown-field', 'active'],
  ])('refuses %j', async (more, code, field) => {
    await admin.when.post('/api/auth/register', newUser('refused', more)).thenProblem(400, code, field);
  });

  test('is for those who may change people', async () => {
    const { body } = await developer.when
      .post('/api/auth/register', newUser('x'))
      .thenProblem(403, 'permission-required');
    expect(body).toMatchObject({ permission: 'people.can_change' });
    await auth.stranger.when.post('/api/auth/register', newUser('x')).thenProblem(401, 'token-missing');
  });
});

describe('reading users', () => {
  test('page by page', async () => {
    for (const login of ['page-1', 'page-2']) await register(login);
    const { id, answer } = await register('page-3');
    const whole = (await admin.get<Page>('/api/users?limit=200', { after: answer })).body;
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null;) {
      const { body }: Answer<Page> = await admin.get<Page>(`/api/users?limit=2${next}`);
      seen.push(...idsOf(body));
      next = body.nextCursor && `&cursor=${body.nextCursor}`;
    }
    expect(seen).toEqual(idsOf(whole));
    expect(seen).toContain(id);
  });

  test('by ids, those that there are', async () => {
    const [one, two] = [await register('ids-1'), await register('ids-2')];
    const path = `/api/users?ids=${two.id},${uuidv7()},${one.id}`;
    const { body } = await admin.get<Page>(path, { after: two.answer });
    expect(new Set(idsOf(body))).toEqual(new Set([one.id, two.id]));
    expect(body.nextCursor).toBeNull();
  });

  test('shows logins and addresses to those only who may change people', async () => {
    const { id, answer } = await register('private', { email: 'private@example.com' });
    const { body } = await developer.get(`/api/users/${id}`, { after: answer });
    expect(body).toEqual({ id, name: 'Name of private', erased: false, roles: ['developer'], active: true });
  });

  test('by login, however it is written, for those only who may change people', async () => {
    const { id, answer } = await register('by-login');
    const found = await admin.get<Page>('/api/users?login=BY-Login', { after: answer });
    expect(found.body).toEqual({ items: [expect.objectContaining({ id, login: 'by-login' })], nextCursor: null });
    await admin.when.get('/api/users?login=nobody-has-this').then(200, { items: [], nextCursor: null });
    await developer.when.get('/api/users?login=by-login').thenProblem(403, 'permission-required');
  });

  test('at random, of those who have a permission', async () => {
    await admin.when.get('/api/users/random?permission=tasks.can_be_assigned').then(200, { roles: ['developer'] });
    await admin.when.get('/api/users/random?permission=imports.can_add').then(200, { roles: ['admin'] });
    await admin.when.get('/api/users/random').then(200, { active: true });
  });

  test.each([
    ['?ids=x', 'wrong-format', 'ids.0'],
    [`?ids=${uuidv7()}&login=x`, 'contradiction', 'login'],
    ['?cursor=x', 'invalid-cursor', 'cursor'],
    ['?limit=201', 'too-big', 'limit'],
    ['/random?permission=tasks.can_fly', 'not-allowed', 'permission'],
    ['/x', 'wrong-format', 'id'],
  ])('refuses %s', async (path, code, field) => {
    await admin.when.get(`/api/users${path}`).thenProblem(400, code, field);
  });

  test('refuses more ids than a page has', async () => {
    const ids = Array.from({ length: 201 }, () => uuidv7()).join();
    await admin.when.get(`/api/users?ids=${ids}`).thenProblem(400, 'too-many', 'ids');
  });

  test('nobody is there of an id nobody has', async () => {
    await admin.when.get(`/api/users/${uuidv7()}`).thenProblem(404, 'user-not-found', 'id');
  });
});

describe('changing users', () => {
  test('other roles are felt with the next token', async () => {
    const { id } = await register('promoted');
    const { refreshToken } = (await auth.logIn('promoted')).body;
    const changed = await admin.when.put(`/api/users/${id}/roles`, { roles: ['admin'] }).then(200, { id });
    expect((await admin.get(`/api/users/${id}`, { after: changed })).body).toMatchObject({ roles: ['admin'] });
    const { body } = await auth.stranger.post<Tokens>('/api/auth/refresh', { refreshToken });
    // Past the question who may: only what is asked is wrong.
    await auth.stranger.as(body.accessToken).when.post('/api/auth/register', {}).thenProblem(400, 'required');
  });

  test('who is deactivated is out, until activated again; the sessions of before are over', async () => {
    const { id } = await register('leaving');
    const [one, other] = [(await auth.logIn('leaving')).body, (await auth.logIn('leaving')).body];
    const refuse = ({ refreshToken }: Tokens) =>
      auth.stranger.when.post('/api/auth/refresh', { refreshToken }).thenProblem(401, 'session-ended');
    const out = await admin.when.post(`/api/users/${id}/deactivate`).then(200, { id });
    expect((await admin.get(`/api/users/${id}`, { after: out })).body).toMatchObject({ active: false });
    const credentials = { login: 'leaving', password: PASSWORD };
    await auth.stranger.when.post('/api/auth/login', credentials).thenProblem(401, 'wrong-credentials');
    await refuse(one);
    await admin.when.post(`/api/users/${id}/activate`).then(200, { id });
    await auth.login('leaving');
    await refuse(other);
  });

  test('a new name is shown', async () => {
    const { id } = await register('renamed');
    const renamed = await admin.when.post(`/api/users/${id}/rename`, { name: 'Innokenty' }).then(200, { id });
    expect((await admin.get(`/api/users/${id}`, { after: renamed })).body).toMatchObject({ name: 'Innokenty' });
  });

  test('is for those who may', async () => {
    const { id } = await register('untouched');
    for (const what of ['deactivate', 'activate', 'erase'])
      await developer.when.post(`/api/users/${id}/${what}`).thenProblem(403, 'permission-required');
  });
});

describe('erasing a person', () => {
  test('leaves no name, no login and no way in, but what they did', async () => {
    const { id } = await register('forgotten', { email: 'forgotten@example.com' });
    const forgotten = await auth.login('forgotten');
    const erased = await admin.when.post(`/api/users/${id}/erase`).then(200, { id });
    expect(await admin.when.post(`/api/users/${id}/erase`).then(200, { id })).toBeDefined();
    expect((await admin.get(`/api/users/${id}`, { after: erased })).body).toEqual({
      ...{ id, name: 'erased', erased: true, roles: ['developer'], active: false, login: null, email: null },
    });
    // Their access token is good for some minutes yet.
    expect((await forgotten.get('/api/auth/me')).body).toMatchObject({ name: 'erased', erased: true, login: null });
    expect((await admin.get<Page>('/api/users?login=forgotten')).body.items).toEqual([]);
    expect((await auth.logIn('forgotten')).status).toBe(401);
    await admin.when.post(`/api/users/${id}/rename`, { name: 'X' }).thenProblem(409, 'user-erased');
    const kept = await auth.database.asSuperuser(async (client) => ({
      credentials: (await client.query('SELECT 1 FROM auth.credentials WHERE user_id = $1', [id])).rowCount,
      view: (await client.query('SELECT row_to_json(v)::text AS row FROM auth.users_v1 v')).rows,
    }));
    expect(kept.credentials).toBe(0);
    expect(JSON.stringify(kept.view)).not.toContain('forgotten');
    // The login is free for somebody else.
    await register('forgotten');
  });

  test('that was cut short is completed by the same request, sent again', async () => {
    const { id } = await register('half-forgotten');
    await auth.login('half-forgotten');
    const erase = () => admin.post(`/api/users/${id}/erase`, {}, { idempotencyKey: 'half-forgotten' });
    const sql = (text: string, ...values: unknown[]) =>
      auth.database.asSuperuser((client) => client.query(text, values));
    await sql(`CREATE FUNCTION auth.broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'broken'; END $$`);
    await sql('CREATE TRIGGER broken BEFORE DELETE ON auth.credentials FOR EACH ROW EXECUTE FUNCTION auth.broken()');
    expect((await erase()).status).toBe(500);
    await sql('DROP FUNCTION auth.broken() CASCADE');
    const erased = await erase();
    expect([erased.status, erased.body]).toEqual([200, { id }]);
    expect((await erase()).headers.get('idempotency-replayed')).toBe('true');
    for (const table of ['credentials', 'sessions'])
      expect((await sql(`SELECT 1 FROM auth.${table} WHERE user_id = $1`, id)).rowCount).toBe(0);
  });

  test('is for everybody about whom something personal was recorded, be they a user or not', async () => {
    const { tenant } = auth.database;
    const id = uuidv7();
    await admin.when.post(`/api/users/${id}/erase`).thenProblem(404, 'user-not-found', 'id');
    const employee = { event: 'EmployeeHired', eventId: uuidv7(), body: { employeeId: id, name: 'Employed' } };
    await auth.service.app.get(Sealing).seal(tenant, 'employees', [employee]);
    const erased = await admin.when.post(`/api/users/${id}/erase`).then(200, { id });
    const { body } = await admin.get(`/api/users/${id}`, { after: erased });
    expect(body).toMatchObject({ id, name: 'erased', erased: true, active: false, roles: [] });
    await admin.when.post('/api/auth/register', newUser('too-late', { id })).thenProblem(409, 'user-exists', 'id');
  });
});
