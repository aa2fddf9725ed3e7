import { describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { uuidv7 } from '#libs/kernel';
import { PASSWORD, runningAuth } from '../fixtures/running-auth.js';
import { BOOTSTRAP_HEADER, bootstrapToken } from './internal.guard.js';

interface Bootstrapped {
  readonly users: readonly { readonly id: string; readonly created: boolean }[];
}

const auth = runningAuth();
const installation = () => auth.stranger.with({ [BOOTSTRAP_HEADER]: bootstrapToken(auth.config.serviceSecret) });

describe('bootstrapping', () => {
  const user = (login: string) => ({ login, name: login, email: null, password: PASSWORD, roles: ['developer'] });
  const bootstrap = async (...users: object[]) =>
    (await installation().post<Bootstrapped>('/internal/bootstrap', { tenant: auth.database.tenant, users })).body
      .users;

  test('makes users, and leaves those that are there', async () => {
    const first = await bootstrap(user('kesha'), user('gosha'));
    expect(first.map(({ created }) => created)).toEqual([true, true]);
    const again = await bootstrap({ ...user('KESHA'), password: 'another', roles: ['admin'] }, user('gosha'));
    expect(again).toEqual(first.map(({ id }) => ({ id, created: false })));
    expect(decodeJwt((await auth.logIn('kesha')).body.accessToken)['roles']).toEqual(['developer']);
  });

  test('meets what it has done before it was killed', async () => {
    const [made] = await bootstrap(user('derived'));
    await auth.database.asSuperuser((client) => client.query('UPDATE auth.credentials SET confirmed_at = NULL'));
    expect(await bootstrap(user('derived'))).toEqual([{ ...made, created: false }]);
  });

  test('sent twice at the same time, as by somebody who had no answer, makes each once', async () => {
    const people = Array.from({ length: 8 }, (_, at) => ({ ...user(`hasty-${at}`), id: uuidv7() }));
    const [one, other] = await Promise.all([bootstrap(...people), bootstrap(...people)]);
    expect(one?.map(({ id }) => id)).toEqual(people.map(({ id }) => id));
    const told = people.map((_, at) => new Set([one?.[at]?.created, other?.[at]?.created]));
    expect(told).toEqual(people.map(() => new Set([true, false])));
    expect((await auth.logIn('hasty-7')).status).toBe(200);
  });

  test('leaves who was erased since erased, whether their id was given or derived', async () => {
    const people = [user('forgotten'), { ...user('forgotten-too'), id: uuidv7() }];
    const made = await bootstrap(...people);
    const admin = await auth.login('admin');
    for (const { id } of made) await admin.when.post(`/api/users/${id}/erase`).then(200);
    expect(await bootstrap(...people)).toEqual(made.map(({ id }) => ({ id, created: false })));
    expect((await auth.logIn('forgotten')).status).toBe(401);
  });

  test.each([undefined, '', 'x'.repeat(64)])('is for the installation only, not with the secret %j', async (secret) => {
    const stranger = secret === undefined ? auth.stranger : auth.stranger.with({ [BOOTSTRAP_HEADER]: secret });
    const body = { tenant: auth.database.tenant, users: [user('intruder')] };
    await stranger.when.post('/internal/bootstrap', body).thenProblem(401, 'bootstrap-secret-required');
  });

  test('wants a tenant that is there', async () => {
    const body = { tenant: 'nowhere', users: [user('x')] };
    await installation().when.post('/internal/bootstrap', body).thenProblem(404, 'unknown-tenant', 'tenant');
  });
});

describe('tokens of the installation itself', () => {
  const grant = () => ({ tenant: auth.database.tenant, actor: 'system:cli', permissions: ['ops.can_view'] });

  test('allow what they say and nothing else', async () => {
    const { status, body } = await installation().post<{ accessToken: string }>('/internal/tokens', grant());
    expect([status, body]).toEqual([200, { accessToken: expect.any(String), expiresIn: 300 }]);
    expect(decodeJwt(body.accessToken)).toMatchObject({ sub: 'system:cli', permissions: ['ops.can_view'], roles: [] });
    const refused = await auth.stranger
      .as(body.accessToken)
      .when.get('/api/users')
      .thenProblem(403, 'permission-required');
    expect(refused.body).toMatchObject({ permission: 'people.can_view' });
  });

  test('are for those who know the secret', async () => {
    await auth.stranger.when.post('/internal/tokens', grant()).thenProblem(401, 'bootstrap-secret-required');
  });

  test.each([
    [{ actor: 'admin' }, 'actor'],
    [{ permissions: ['all'] }, 'permissions.0'],
  ])('are refused for %j', async (wrong, field) => {
    const { body } = await installation().post('/internal/tokens', { ...grant(), ...wrong });
    expect(body).toMatchObject({ status: 400, field });
  });
});
