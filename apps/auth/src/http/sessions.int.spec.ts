import { describe, expect, test } from '@jest/globals';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { EventLog } from '#libs/event-store';
import { type RecordedEvent, uuidv7 } from '#libs/kernel';
import { AccessTokens } from '../application/credentials/access-tokens.js';
import { PASSWORD, runningAuth, type Tokens } from '../fixtures/running-auth.js';

const auth = runningAuth();
const refresh = (refreshToken: string) => auth.stranger.post<Tokens>('/api/auth/refresh', { refreshToken });
const refuseRefresh = (refreshToken: string, code: string) =>
  auth.stranger.when.post('/api/auth/refresh', { refreshToken }).thenProblem(401, code);

/** What the log says about sessions, the latest last. */
async function sessionFacts(): Promise<RecordedEvent[]> {
  const events = await auth.service.app.get(EventLog).read(auth.database.tenant, 0, 10_000);
  return events.filter(({ meta }) => meta.streamId.startsWith('session:'));
}

describe('logging in', () => {
  test('gives tokens that say who, of which tenant, and what they may do', async () => {
    const { status, body, headers } = await auth.logIn('developer');
    expect(status).toBe(200);
    expect(body).toEqual({ accessToken: expect.any(String), refreshToken: expect.any(String), expiresIn: 900 });
    expect(headers.get('cache-control')).toBe('no-store');
    const jwks = createRemoteJWKSet(new URL(`${auth.service.url}/.well-known/jwks.json`));
    const { payload, protectedHeader } = await jwtVerify(body.accessToken, jwks, {
      issuer: 'aviary',
      audience: 'aviary',
    });
    expect(protectedHeader).toMatchObject({ alg: 'RS256', kid: expect.any(String) });
    expect(payload).toMatchObject({ tenant: auth.database.tenant, roles: ['developer'], sid: expect.any(String) });
    expect(payload['permissions']).toContain('tasks.can_be_assigned');
    expect(Number(payload.exp) - Number(payload.iat)).toBe(900);
  });

  test('does so however the login is written', async () => {
    expect((await auth.logIn('ＤＥＶＥＬＯＰＥＲ')).status).toBe(200);
  });

  test('tells a wrong login and a wrong password apart in the log only', async () => {
    const refused = (login: string) =>
      auth.stranger.when.post('/api/auth/login', { login, password: 'no' }).thenProblem(401, 'wrong-credentials');
    const [known, unknown] = [await refused('developer'), await refused('nobody')];
    expect(unknown.body).toEqual({ ...(known.body as object), correlationId: expect.any(String) });
    expect((await sessionFacts()).slice(-2)).toMatchObject([
      { event: 'LoginFailed', body: { userId: expect.any(String), reason: 'wrong-password' } },
      { event: 'LoginFailed', body: { userId: null, reason: 'unknown-login' } },
    ]);
  });

  test('keeps nothing by which a session could be taken over', async () => {
    const { body } = await auth.logIn('developer');
    const kept = await auth.database.asSuperuser(async (client) => [
      ...(await client.query('SELECT row_to_json(s)::text AS row FROM auth.sessions s')).rows,
      ...(await client.query("SELECT row_to_json(e)::text AS row, encode(body, 'escape') FROM auth_log.events e")).rows,
      ...(await client.query('SELECT row_to_json(k)::text AS row FROM auth_log.idempotency_keys k')).rows,
    ]);
    const whole = JSON.stringify(kept);
    const [, secret = ''] = body.refreshToken.split('.');
    for (const credential of [secret, body.accessToken, PASSWORD]) expect(whole).not.toContain(credential);
    // Nor who the sessions are of, in words.
    expect(whole).not.toContain('DEVELOPER');
  });
});

describe('refreshing', () => {
  test('rotates the token: each is good for one use', async () => {
    const first = (await auth.logIn('manager')).body;
    const second = await refresh(first.refreshToken);
    expect(second.status).toBe(200);
    expect(second.body.refreshToken).not.toBe(first.refreshToken);
    expect(decodeJwt(second.body.accessToken)['sid']).toBe(decodeJwt(first.accessToken)['sid']);
    expect((await refresh(second.body.refreshToken)).status).toBe(200);
  });

  test('a token used twice ends the session, for the one who has the newest as well', async () => {
    const first = (await auth.logIn('manager')).body;
    const second = (await refresh(first.refreshToken)).body;
    await refuseRefresh(first.refreshToken, 'refresh-token-reused');
    await refuseRefresh(second.refreshToken, 'session-ended');
    expect((await sessionFacts()).slice(-2)).toMatchObject([
      { event: 'LoginFailed', body: { reason: 'refresh-token-reused' } },
      { event: 'LoggedOut', meta: { actor: 'system:auth' } },
    ]);
  });

  test('of two that use a token at the same moment, one gets new ones and the session ends', async () => {
    const { refreshToken } = (await auth.logIn('manager')).body;
    const answers = await Promise.all([refresh(refreshToken), refresh(refreshToken)]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 401]));
    const lucky = answers.find(({ status }) => status === 200);
    await refuseRefresh(lucky?.body.refreshToken ?? '', 'session-ended');
  });

  test('a token that was made up does no harm to the session it names', async () => {
    const { refreshToken } = (await auth.logIn('manager')).body;
    const madeUp = `${refreshToken.split('.')[0]}.${'A'.repeat(86)}`;
    for (const token of [madeUp, 'nonsense', `${refreshToken}A`]) await refuseRefresh(token, 'invalid-refresh-token');
    expect((await refresh(refreshToken)).status).toBe(200);
  });

  test('wants a token', async () => {
    await auth.stranger.when.post('/api/auth/refresh').thenProblem(401, 'invalid-refresh-token');
    await auth.stranger.when.post('/api/auth/refresh', { token: 'x' }).thenProblem(400, 'unknown-field', 'token');
  });
});

describe('with a cookie', () => {
  const withCookie = (headers: Headers) =>
    auth.stranger.with({ cookie: `a=b; ${headers.get('set-cookie')?.split(';')[0]}` });

  test('the refresh token is kept from scripts, and found again', async () => {
    const { body, headers } = await auth.logIn('auditor', PASSWORD, '?mode=cookie');
    expect(body).toEqual({ accessToken: expect.any(String), expiresIn: 900 });
    expect(headers.get('set-cookie')).toMatch(
      /^aviary_refresh=.+; Max-Age=2592000; Path=\/api\/auth; HttpOnly; SameSite=Strict$/,
    );
    const refreshed = await withCookie(headers).post('/api/auth/refresh');
    expect(refreshed.body).toEqual({ accessToken: expect.any(String), expiresIn: 900 });
    const browser = withCookie(refreshed.headers);
    const out = await browser.when.post('/api/auth/logout').then(200);
    expect(out.headers.get('set-cookie')).toMatch(/^aviary_refresh=; Max-Age=0; Path=\/api\/auth;/);
    await browser.when.post('/api/auth/refresh').thenProblem(401, 'session-ended');
  });
});

describe('logging out', () => {
  test('ends the session of the refresh token, once and for all', async () => {
    const { refreshToken } = (await auth.logIn('developer')).body;
    const logOut = () => auth.stranger.when.post('/api/auth/logout', { refreshToken }).then(200);
    await logOut();
    await refuseRefresh(refreshToken, 'session-ended');
    const told = await sessionFacts();
    expect(told.at(-1)).toMatchObject({ event: 'LoggedOut', meta: { actor: expect.any(String) } });
    await logOut();
    expect(await sessionFacts()).toEqual(told);
  });

  test('ends the session of the access token', async () => {
    const { accessToken, refreshToken } = (await auth.logIn('developer')).body;
    await auth.stranger.as(accessToken).when.post('/api/auth/logout').then(200);
    await refuseRefresh(refreshToken, 'session-ended');
  });

  test('is nothing for strangers', async () => {
    await auth.stranger.when.post('/api/auth/logout').thenProblem(401, 'token-missing');
  });
});

test('the public keys are for everybody to see and to keep, and nothing more than public', async () => {
  const { status, body, headers } = await auth.stranger
    .forTenant('no-such')
    .get<{ keys: object[] }>('/.well-known/jwks.json');
  expect([status, headers.get('cache-control')]).toEqual([200, 'public, max-age=300']);
  expect(body.keys.map((key) => Object.keys(key).sort())).toEqual([['alg', 'e', 'kid', 'kty', 'n', 'use']]);
});

test('who asks is told who they are', async () => {
  const auditor = await auth.login('auditor');
  await auditor.when
    .get('/api/auth/me')
    .then(200, { id: expect.any(String), login: 'auditor', name: 'AUDITOR', roles: ['auditor'] });
});

test('a token of another tenant is not believed', async () => {
  const grant = { tenant: 'elsewhere', subject: uuidv7(), roles: ['admin'], permissions: ['people.can_change'] };
  const token = await auth.service.app.get(AccessTokens).issue(grant, 60);
  await auth.stranger.as(token).when.get('/api/auth/me').thenProblem(401, 'token-of-other-tenant');
});
