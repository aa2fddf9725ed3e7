import { request } from 'node:http';
import { beforeAll, expect, test } from '@jest/globals';
import { SignJWT, UnsecuredJWT } from 'jose';
import { generateKeyPairSync } from 'node:crypto';
import { api, expectProblem, until } from '#libs/testing';
import { type Company, companyOfOwn, type SharedAviary, sharedAviary } from './support/company.js';
import { after, everything, fresh, logInAll, type People } from './support/people.js';

const TENANT = 'parrot-proof';
/** Logging in is itself an event; everything else must stand still. */
const LOGS = ['accounting', 'analytics', 'employees', 'notifier', 'tasks', 'tenants'];
let aviary: SharedAviary;
let company: Company;
let people: People;
let before: string;

interface Log {
  readonly service: string;
  readonly tenant: string;
  readonly position: number;
}

/** How far each log of the company is. A service that is busy may be missing in the status for a moment. */
const standing = async (): Promise<string> =>
  await until(
    async () => {
      const { body } = await people.admin.get<{ sections: { logs: Log[] } }>('/api/ops/status');
      const logs = body.sections.logs.filter(({ service, tenant }) => tenant === TENANT && LOGS.includes(service));
      return (
        logs.length === LOGS.length &&
        JSON.stringify(logs.map(({ service, position }) => `${service} ${position}`).sort())
      );
    },
    { what: 'the standing of every log', timeout: 60_000 },
  );

beforeAll(async () => {
  aviary = await sharedAviary();
  company = await companyOfOwn(aviary, TENANT);
  people = await logInAll(company.url);
  const made = await people.manager.post('/api/tasks', { title: 'Written before all that' });
  await fresh(people.auditor, '/api/accounting/entries', after(made));
  before = await standing();
  expect(before).toContain('tasks 2');
}, 300_000);

const NUL = String.fromCharCode(0);
const DAY = '2026-01-01';

interface Sent {
  readonly status: number;
  readonly body: { code?: string; field?: string; type?: string };
  readonly contentType: string;
}

/** Sends bytes as they are, past every helper that would mend them. */
function send(method: string, path: string, headers: Record<string, string>, body?: string): Promise<Sent> {
  const { hostname, port } = new URL('host' in headers ? aviary.url : company.url);
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname, port, method, path, headers }, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
      answer.on('end', () => {
        const contentType = answer.headers['content-type'] ?? '';
        const parsed = contentType.includes('json') ? (JSON.parse(text) as Sent['body']) : {};
        resolve({ status: answer.statusCode ?? 0, body: parsed, contentType });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function expectRefused(answer: Sent, code?: string, field?: string): void {
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.status).toBeLessThan(500);
  expect(answer.contentType).toContain('application/problem+json');
  expect(answer.body).toMatchObject({ type: expect.any(String), code: code ?? expect.any(String) });
  if (field !== undefined) expect(answer.body.field).toBe(field);
}

const asManager = () => ({
  authorization: people.manager.headers['authorization'] ?? '',
  'content-type': 'application/json',
});
const asAdmin = () => ({
  authorization: people.admin.headers['authorization'] ?? '',
  'content-type': 'application/json',
});

test.each<[string, string, string | undefined, string | undefined]>([
  ['an unknown field', JSON.stringify({ title: 'x', price: 1 }), 'unknown-field', 'price'],
  ['a missing field', '{}', 'required', 'title'],
  ['a wrong type', JSON.stringify({ title: 5 }), 'wrong-type', 'title'],
  ['an empty title', JSON.stringify({ title: '   ' }), undefined, 'title'],
  ['a title too long', JSON.stringify({ title: 'x'.repeat(201) }), 'too-long', 'title'],
  ['a NUL byte', JSON.stringify({ title: `a${NUL}b` }), 'invalid-text', 'title'],
  ['half a character', '{"title":"\\ud800"}', 'invalid-text', 'title'],
  ['a day for a moment', JSON.stringify({ title: 'x', deadline: DAY }), undefined, 'deadline'],
  [
    'a moment that does not exist',
    JSON.stringify({ title: 'x', deadline: '2026-02-30T00:00:00Z' }),
    undefined,
    'deadline',
  ],
  ['no UUID', JSON.stringify({ title: 'x', assigneeId: 'me' }), undefined, 'assigneeId'],
  [
    'a person who cannot be assigned',
    JSON.stringify({ title: 'x', assigneeId: '6f2b7c1e-52a4-4f0e-9d55-0c3a8f1d7e60' }),
    'assignee-not-eligible',
    'assigneeId',
  ],
  [
    'an unknown project',
    JSON.stringify({ title: 'x', projectId: '6f2b7c1e-52a4-4f0e-9d55-0c3a8f1d7e60' }),
    'unknown-project',
    'projectId',
  ],
  ['malformed JSON', '{"title":', 'malformed-json', undefined],
  ['no object', '[]', undefined, undefined],
  [
    'JSON that nests 100,000 deep',
    `{"title":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    'nested-too-deep',
    undefined,
  ],
  ['a prototype', '{"title":"x","__proto__":{"a":1}}', undefined, undefined],
  [
    'a body over 1 MiB',
    JSON.stringify({ title: 'x', description: 'y'.repeat(1_100_000) }),
    'body-too-large',
    undefined,
  ],
])('a task with %s is refused', async (_, body, code, field) => {
  expectRefused(await send('POST', '/api/tasks', asManager(), body), code, field);
});

test('a body that is no JSON at all', async () => {
  expectRefused(await send('POST', '/api/tasks', { ...asManager(), 'content-type': 'text/plain' }, 'title'));
});

test.each<[string, string | undefined, string | undefined]>([
  ['/api/tasks?cursor=garbage', 'invalid-cursor', 'cursor'],
  ['/api/tasks?limit=0', undefined, 'limit'],
  ['/api/tasks?limit=201', undefined, 'limit'],
  ['/api/tasks?limit=ten', undefined, 'limit'],
  ['/api/tasks?status=lost', undefined, 'status'],
  ['/api/tasks?status=open&status=completed', undefined, 'status'],
  ['/api/tasks?colour=red', 'unknown-field', 'colour'],
  ['/api/tasks/not-a-uuid', undefined, 'id'],
  ['/api/tasks/6f2b7c1e-52a4-4f0e-9d55-0c3a8f1d7e60', 'task-not-found', 'id'],
  ['/api/tasks/%00', undefined, undefined],
  ['/api/tasks/%E0%A4%A', undefined, undefined],
  ['/api/nothing', undefined, undefined],
  [`/api/accounting/management/earnings?from=${DAY}`, 'required', 'to'],
  [`/api/accounting/management/earnings?from=2026-02-30&to=${DAY}`, undefined, 'from'],
  [`/api/accounting/management/earnings?from=${DAY}&to=2025-01-01`, 'invalid-range', 'to'],
  ['/api/accounting/management/earnings?from=9999-12-31&to=9999-12-31', 'out-of-range', 'from'],
  ['/api/analytics/most-expensive-task?period=week&at=0000-01-01', 'out-of-range', 'at'],
  ['/internal/events?after=0&limit=1', undefined, undefined],
  ['/api/analytics/most-expensive-task?period=year', undefined, 'period'],
  ['/api/accounting/cycles/2026-13-01', undefined, 'cycle'],
  ['/api/accounting/cycles/preview?through=9998-01-01', 'day-not-over', 'through'],
  ['/api/users?ids=1,2', undefined, 'ids.0'],
])('GET %s is refused', async (path, code, field) => {
  expectRefused(await send('GET', path, asAdmin()), code, field);
});

test('a position that is none, and one of another log', async () => {
  expectRefused(
    await send('GET', '/api/tasks', { ...asAdmin(), 'aviary-position': 'soon' }),
    undefined,
    'Aviary-Position',
  );
});

test('a position that is far ahead is answered late, and says so', async () => {
  const answer = await people.admin.get('/api/tasks', { headers: { 'aviary-position': 'tasks=1.999999999' } });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('aviary-stale')).not.toBeNull();
}, 300_000);

test('an idempotency key that is none', async () => {
  const headers = { ...asManager(), 'idempotency-key': 'x'.repeat(201) };
  expectRefused(await send('POST', '/api/tasks', headers, '{"title":"x"}'), undefined, 'Idempotency-Key');
});

test('only an import may tell of the past', async () => {
  const headers = { ...asManager(), 'aviary-occurred-at': '2020-01-01T00:00:00Z' };
  expectRefused(await send('POST', '/api/tasks', headers, '{"title":"x"}'));
});

test('not even an import may tell of the future', async () => {
  const headers = { ...asAdmin(), 'aviary-occurred-at': '2999-01-01T00:00:00Z' };
  const body = JSON.stringify({ through: '2998-12-31' });
  expectRefused(
    await send('POST', '/api/accounting/cycles/close', headers, body),
    'in-the-future',
    'Aviary-Occurred-At',
  );
  const row = { id: 'x', title: 'x', createdAt: '2999-01-01T00:00:00Z' };
  const path = '/api/tasks/imports/6f2b7c1e-52a4-4f0e-9d55-0c3a8f1d7e60/tasks';
  const refused = await send('POST', path, asAdmin(), JSON.stringify({ items: [row] }));
  expectRefused(refused, 'in-the-future', 'items.0.createdAt');
});

test('tokens that are missing, wrong, expired, unsigned, or signed by a stranger', async () => {
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const claims = {
    tenant: TENANT,
    roles: ['admin'],
    permissions: ['tasks.can_add'],
    sid: '6f2b7c1e-52a4-4f0e-9d55-0c3a8f1d7e60',
  };
  const unsecured = new UnsecuredJWT(claims).setIssuer('aviary').setAudience('aviary').setSubject(claims.sid).encode();
  const forged = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer('aviary')
    .setAudience('aviary')
    .setSubject(claims.sid)
    .setExpirationTime('1h')
    .sign(stranger);
  const [head, , signature] = asManager().authorization.slice(7).split('.');
  const altered = `${head}.${Buffer.from(JSON.stringify({ ...claims, sub: claims.sid })).toString('base64url')}.${signature}`;
  for (const token of [undefined, '', 'garbage', 'a.b.c', unsecured, forged, altered]) {
    const headers = {
      ...asManager(),
      ...(token === undefined ? { authorization: '' } : { authorization: `Bearer ${token}` }),
    };
    const answer = await send('POST', '/api/tasks', headers, '{"title":"x"}');
    expectRefused(answer);
    expect([token, answer.status]).toEqual([token, 401]);
  }
});

test('a tenant that does not exist, and the token of another', async () => {
  const { port } = new URL(aviary.url);
  expectRefused(
    await send('GET', '/api/tasks', { ...asManager(), host: `nobody.localhost:${port}` }),
    'unknown-tenant',
  );
  expectRefused(
    await send('GET', '/api/tasks', { ...asManager(), host: `aviary.localhost:${port}` }),
    'token-of-other-tenant',
  );
  expectRefused(await send('GET', '/', { host: `nobody.localhost:${port}` }), 'unknown-tenant');
  // What the gateway decides cannot be told to it from outside.
  const told = await send('GET', '/api/tasks', { ...asManager(), 'aviary-tenant': 'nobody' });
  expect(told.status).toBe(200);
});

test('a wrong password and a wrong login are told alike', async () => {
  const wrong = [
    { login: 'admin', password: 'no' },
    { login: 'nobody', password: 'popug' },
    { login: `ad${NUL}min`, password: 'popug' },
  ];
  const [password, login, nul] = await Promise.all(
    wrong.map(async (body) => await api(company.url).post('/api/auth/login', body)),
  );
  expectProblem(password!, 401, 'wrong-credentials');
  expectProblem(login!, 401, 'wrong-credentials');
  expect(nul!.status).toBe(400);
});

test('after all that, nothing was written', async () => {
  expect(await standing()).toBe(before);
  const titles = await everything<{ title: string }>(people.manager, '/api/tasks');
  expect(titles.map(({ title }) => title)).toEqual(['Written before all that']);
});
