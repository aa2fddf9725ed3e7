import { expect, test } from '@jest/globals';
import { PASSWORD, runningAuth } from '../fixtures/running-auth.js';

const auth = runningAuth({ AVIARY_MODE: 'production', AVIARY_PUBLIC_URL: 'https://aviary.example' });
const statuses = (answers: readonly { status: number }[], wanted: number) =>
  answers.filter(({ status }) => status === wanted).length;

test('ten wrong passwords a minute, then even the right one has to wait', async () => {
  for (let i = 0; i < 10; i += 1) expect((await auth.logIn('manager', `wrong ${i}`)).status).toBe(401);
  const login = { login: 'MANAGER', password: PASSWORD };
  const { headers } = await auth.stranger.when.post('/api/auth/login', login).thenProblem(429, 'too-many-logins');
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await auth.logIn('developer')).status).toBe(200);
});

test('many at the same time are no way around', async () => {
  const answers = await Promise.all(Array.from({ length: 15 }, (_, i) => auth.logIn('auditor', `wrong ${i}`)));
  expect([statuses(answers, 401), statuses(answers, 429)]).toEqual([10, 5]);
});

test('under https the cookie is for https only', async () => {
  const { headers } = await auth.logIn('admin', PASSWORD, '?mode=cookie');
  expect(headers.get('set-cookie')).toMatch(/; Secure$/);
});

test('passwords must not be short', async () => {
  const admin = await auth.login('admin');
  const body = { login: 'new', name: 'New', password: 'popug', roles: [] };
  await admin.when.post('/api/auth/register', body).thenProblem(400, 'password-too-short', 'password');
});
