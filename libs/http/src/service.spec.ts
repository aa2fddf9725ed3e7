import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { EventLog } from '#libs/event-store';
import { Subscriptions } from '#libs/messaging';
import { HealthRegistry, loadServiceConfig, StatusRegistry } from '#libs/platform';
import { CLAIMS, TokenIssuer } from '../../security/src/fixtures/token-issuer.js';
import { startToy, type ToyService } from './fixtures/toy-service.js';
import { type Answers, type Progress } from './fixtures/toy.module.js';
import { startService } from './start-service.js';

const issuer = new TokenIssuer();
let toy: ToyService;
let token: string;

beforeAll(async () => {
  await issuer.start();
  await issuer.addKey('one');
  token = await issuer.sign('one', { ...CLAIMS, permissions: ['things.can_add'] });
  toy = await startToy(issuer.url);
});
afterAll(async () => {
  await toy.close();
  await issuer.stop();
});
beforeEach(() => {
  toy.seen.calls = 0;
  toy.lines.length = 0;
});

interface Sent {
  method?: string;
  body?: object;
  headers?: Record<string, string | undefined>;
}

async function send(path: string, { method = 'GET', body, headers = {} }: Sent = {}, to = toy) {
  const all = {
    authorization: `Bearer ${token}`,
    'content-type': body === undefined ? undefined : 'application/json',
    ...headers,
  };
  const sent = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const response = await fetch(to.url + path, {
    method,
    headers: sent,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: (isJson ? JSON.parse(text) : {}) as Record<string, unknown>,
  };
}

const post = (headers: Record<string, string> = {}, body: object = { title: 'Feed' }) =>
  send('/api/things', { method: 'POST', body, headers });
const bearer = async (claims: object, seconds?: number) =>
  `Bearer ${await issuer.sign('one', { ...CLAIMS, ...claims }, seconds)}`;

describe('who asks', () => {
  test.each<[string, () => Promise<string | undefined>, string, string]>([
    ['nobody', () => Promise.resolve(undefined), 'token-missing', 'Bearer realm="aviary"'],
    ['an expired token', () => bearer({}, -5), 'token-expired', 'Bearer realm="aviary", error="invalid_token"'],
    ['garbage', () => Promise.resolve('Bearer x'), 'token-invalid', 'Bearer realm="aviary", error="invalid_token"'],
    [
      'another tenant',
      () => bearer({ tenant: 'acme' }),
      'token-of-other-tenant',
      'Bearer realm="aviary", error="invalid_token"',
    ],
  ])('%s', async (_, make, code, challenge) => {
    const answer = await send('/api/things', { headers: { authorization: await make() } });
    expect({ status: answer.status, code: answer.body['code'], field: answer.body['field'] }).toEqual({
      status: 401,
      code,
      field: 'Authorization',
    });
    expect(answer.headers.get('www-authenticate')).toBe(challenge);
    expect(toy.seen.calls).toBe(0);
  });

  test('who may not is told what it takes', async () => {
    const answer = await post({ authorization: await bearer({ permissions: ['things.can_view'] }) });
    expect(answer).toMatchObject({ status: 403, body: { code: 'permission-required', permission: 'things.can_add' } });
    expect(toy.seen.calls).toBe(0);
  });

  test('the tenant is the one the gateway names, or the default', async () => {
    const id = CLAIMS.sub;
    expect((await send(`/api/things/${id}`)).body).toEqual({ id, tenant: 'popug', me: CLAIMS.sub });
    const headers = { 'aviary-tenant': 'acme', authorization: await bearer({ tenant: 'acme' }) };
    expect((await send(`/api/things/${id}`, { headers })).body).toMatchObject({ tenant: 'acme' });
  });

  test('public routes look at no token, and those without a tenant at no tenant', async () => {
    const headers = { authorization: 'Bearer garbage' };
    expect((await send('/open/of-tenant', { headers })).body).toEqual({ tenant: 'popug' });
    expect((await send('/open/any/x', { headers: { ...headers, 'aviary-tenant': 'nobody' } })).body).toEqual({
      name: 'x',
    });
  });

  test('without the keys nobody is told to log in again', async () => {
    const lonely = await startToy('http://127.0.0.1:1');
    const answer = await send('/api/things', {}, lonely);
    await lonely.close();
    expect(answer).toMatchObject({ status: 503, body: { code: 'signing-keys-unavailable' } });
    expect(answer.headers.get('retry-after')).toBe('2');
  });
});

describe('every answer', () => {
  const CORRELATION = '5d3c9b2e-0000-4000-8000-000000000000';

  test('carries the correlation id that was sent, or a new one', async () => {
    const sent = await send('/open/of-tenant', { headers: { 'x-correlation-id': CORRELATION.toUpperCase() } });
    expect(sent.headers.get('x-correlation-id')).toBe(CORRELATION);
    const made = await send('/open/of-tenant', { headers: { 'x-correlation-id': 'not one' } });
    expect(made.headers.get('x-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test.each(['/open/of-tenant', '/api/nothing', '/api/%zz', '/healthz'])(
    'is for nobody’s cache or frame: %s',
    async (path) => {
      const { headers } = await send(path);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  test('is a line in the log, and so is what was logged on the way', async () => {
    await post({ 'x-correlation-id': CORRELATION });
    const common = { service: 'toy', tenant: 'popug', actor: CLAIMS.sub, correlationId: CORRELATION };
    expect(toy.lines.filter(({ level }) => level === 'info')).toMatchObject([
      { ...common, context: 'Toy', msg: 'made' },
      { ...common, msg: 'request', method: 'POST', path: '/api/things', status: 201 },
    ]);
    expect(JSON.stringify(toy.lines)).not.toContain(token);
  });

  test('is measured by its route', async () => {
    await send(`/api/things/${CLAIMS.sub}`);
    const { text } = await send('/metrics');
    expect(text).toMatch(
      /aviary_http_request_duration_seconds_count\{service="toy",method="GET",route="\/api\/things\/:id",status="200"\} \d+/,
    );
  });
});

describe('what goes wrong here', () => {
  test('is told without a word of the cause, and logged with all of it', async () => {
    toy.seen.failure = new Error('secret of popug_tasks');
    const answer = await send('/open/fail');
    expect(answer.status).toBe(500);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toEqual({
      type: 'urn:aviary:problem:internal',
      title: 'Internal',
      status: 500,
      code: 'internal',
      detail: 'Something went wrong here; it has been noted.',
      instance: '/open/fail',
      correlationId: answer.headers.get('x-correlation-id'),
    });
    expect(toy.lines).toContainEqual(
      expect.objectContaining({
        level: 'error',
        correlationId: answer.body['correlationId'],
        err: expect.objectContaining({
          message: 'secret of popug_tasks',
          stack: expect.stringContaining('service.spec'),
        }),
      }),
    );
  });

  test.each(['text', undefined, null, 5, {}, Object.create(null)])('also when it is no error: %p', async (failure) => {
    toy.seen.failure = failure;
    expect(await send('/open/fail')).toMatchObject({ status: 500, body: { code: 'internal' } });
  });

  test('a database that is away is not our fault, and may be back soon', async () => {
    toy.seen.failure = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' });
    const answer = await send('/open/fail');
    expect(answer).toMatchObject({ status: 503, body: { code: 'database-unavailable' } });
    expect(answer.text).not.toContain('5432');
    expect(answer.headers.get('retry-after')).toBe('2');
  });

  test('what the domain refuses keeps its own words', async () => {
    expect(await send('/open/done', { method: 'POST' })).toMatchObject({
      status: 409,
      body: { code: 'already-done', title: 'Already done', detail: 'It is done already.' },
    });
  });
});

describe('Idempotency-Key', () => {
  let answers: Answers;
  beforeAll(() => {
    answers = toy.app.get<Answers>(EventLog);
  });
  afterEach(() => answers.kept.clear());

  async function keep(answer: object) {
    await post({ 'idempotency-key': 'k' });
    const { context } = toy.seen.last as { context: { idempotency: { key: string; requestHash: string } } };
    answers.kept.set(context.idempotency.key, {
      requestHash: context.idempotency.requestHash,
      answer,
      epoch: 1,
      position: 4,
    });
    toy.seen.calls = 0;
  }

  test('the command knows its key, its actor and its place in the trace', async () => {
    const answer = await post({ 'idempotency-key': 'k', traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` });
    expect(answer.headers.get('aviary-position')).toBe('tasks=1.7');
    expect(answer.headers.has('idempotency-replayed')).toBe(false);
    expect(toy.seen.last).toMatchObject({
      context: {
        tenant: 'popug',
        actor: CLAIMS.sub,
        correlationId: answer.headers.get('x-correlation-id'),
        traceparent: expect.stringMatching(/^00-/),
        idempotency: { key: expect.any(String), requestHash: expect.any(String) },
      },
    });
  });

  test('a command that comes again is answered as before, and not executed', async () => {
    await keep({ id: 'first' });
    const answer = await post({ 'idempotency-key': 'k' });
    expect(answer).toMatchObject({ status: 201, body: { id: 'first' } });
    expect(answer.headers.get('idempotency-replayed')).toBe('true');
    expect(answer.headers.get('aviary-position')).toBe('tasks=1.4');
    expect(toy.seen.calls).toBe(0);
  });

  test('another body under the same key is refused', async () => {
    await keep({ id: 'first' });
    expect(await post({ 'idempotency-key': 'k' }, { title: 'Water' })).toMatchObject({
      status: 422,
      body: { code: 'idempotency-key-reused', field: 'Idempotency-Key' },
    });
    expect(toy.seen.calls).toBe(0);
  });

  test('another person’s key is another key', async () => {
    await keep({ id: 'first' });
    const authorization = await bearer({
      sub: '0190f3b6-7c1e-7a55-8d20-3c0a8f1d7e61',
      permissions: ['things.can_add'],
    });
    expect((await post({ 'idempotency-key': 'k', authorization })).headers.has('idempotency-replayed')).toBe(false);
    expect(toy.seen.calls).toBe(1);
  });
});

describe('Aviary-Position', () => {
  let progress: Progress;
  beforeAll(() => {
    progress = toy.app.get<Progress>(Subscriptions);
  });
  beforeEach(() => {
    progress.arrived = true;
    progress.asked = [];
  });

  test('a read waits for each log it names', async () => {
    const answer = await send('/api/things', { headers: { 'aviary-position': 'tasks=1.4711, auth=2.3' } });
    expect(progress.asked).toEqual([
      ['popug', 'tasks', 1, 4711],
      ['popug', 'auth', 2, 3],
    ]);
    expect(answer.headers.has('aviary-stale')).toBe(false);
  });

  test('an answer that could not wait longer says so', async () => {
    progress.arrived = false;
    const answer = await send('/api/things', { headers: { 'aviary-position': 'tasks=1.4711' } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('aviary-stale')).toBe('true');
  });

  test('a command does not wait', async () => {
    await post({ 'aviary-position': 'tasks=1.4711' });
    expect(progress.asked).toEqual([]);
  });
});

describe('what machines ask', () => {
  test('it lives', async () => {
    expect((await send('/healthz')).body).toEqual({ state: 'ok', service: 'toy' });
  });

  test('it is ready unless a part is down', async () => {
    const health = toy.app.get(HealthRegistry);
    let state: 'ok' | 'degraded' | 'down' = 'degraded';
    const remove = health.register('kafka', () => Promise.resolve({ state }));
    expect(await send('/readyz')).toMatchObject({
      status: 200,
      body: { state: 'degraded', parts: { kafka: { state } } },
    });
    state = 'down';
    expect(await send('/readyz')).toMatchObject({
      status: 503,
      body: { code: 'not-ready', parts: { kafka: { state } } },
    });
    expect(await send('/healthz')).toMatchObject({ status: 200 });
    remove();
  });

  test('how it stands, for who may look at it and as far as it is theirs', async () => {
    const rows = [{ tenant: CLAIMS.tenant, lag: 0 }, { tenant: 'another', lag: 1 }, { topic: 'everybody' }];
    toy.app.get(StatusRegistry).contribute('relay', () => Promise.resolve(rows));
    expect(await send('/internal/status')).toMatchObject({ status: 403, body: { permission: 'ops.can_view' } });
    expect(await send('/internal/status', { headers: { authorization: undefined } })).toMatchObject({ status: 401 });
    const looker = await issuer.sign('one', { ...CLAIMS, permissions: ['ops.can_view'] });
    const { body } = await send('/internal/status', { headers: { authorization: `Bearer ${looker}` } });
    expect(body).toEqual({ service: 'toy', state: 'ok', parts: {}, relay: [rows[0], rows[2]] });
  });

  test('what it can do, from the schemas of its routes', async () => {
    const { body } = await send('/openapi.json');
    const document = body as unknown as {
      paths: Record<string, Record<string, Record<string, unknown>>>;
      components: { schemas: object };
    };
    expect(Object.keys(document.paths)).not.toContain('/healthz');
    expect(document.paths['/api/things']?.['post']).toMatchObject({
      operationId: 'thingsCreate',
      tags: ['toy'],
      security: [{ bearer: [] }],
      'x-permission': 'things.can_add',
      requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/CreateThing' } } } },
      responses: { default: { $ref: '#/components/responses/Problem' } },
    });
    expect(document.paths['/open/of-tenant']?.['get']).toMatchObject({ security: [] });
    expect(document.paths['/api/things']?.['get']?.['parameters']).toContainEqual(
      expect.objectContaining({
        name: 'limit',
        required: false,
        schema: expect.objectContaining({ type: 'integer', minimum: 1, maximum: 200 }),
      }),
    );
    expect(document.components.schemas).toMatchObject({
      CreateThing: { additionalProperties: false },
      Problem: { required: expect.arrayContaining(['code']) },
    });
  });
});

describe('the end', () => {
  test('requests that run are finished, new ones not taken', async () => {
    const closing = await startToy(issuer.url);
    let open: () => void = () => {};
    closing.seen.gate = new Promise((resolve) => (open = resolve));
    const arrived = new Promise<void>((resolve) => (closing.seen.arrived = resolve));
    const running = send('/open/slow', {}, closing);
    await arrived;
    const closed = closing.close();
    await expect(fetch(`${closing.url}/healthz`)).rejects.toThrow('fetch failed');
    expect(closing.seen.destroyed).toBe(false);
    open();
    const answer = await running;
    expect(answer).toMatchObject({ status: 200, body: { done: true } });
    expect(answer.headers.get('connection')).toBe('close');
    await closed;
    expect(closing.seen.destroyed).toBe(true);
    await closing.close();
  });
});

describe('the start', () => {
  test('a port in use is told by name, and nothing is left behind', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    let ended = false;
    const pool = { provide: 'pool', useValue: { onApplicationShutdown: () => (ended = true) } };
    const module = { module: class PoolModule {}, providers: [pool] };
    const config = {
      ...loadServiceConfig('gateway', { AVIARY_HTTP_PORT: String(port), AVIARY_LOG_LEVEL: 'silent' }),
      service: 'toy',
    };
    await expect(startService({ name: 'toy', module }, config)).rejects.toThrow(
      `toy cannot listen on port ${port}: it is in use. Set AVIARY_HTTP_PORT to another.`,
    );
    expect(ended).toBe(true);
    await new Promise((resolve) => other.close(resolve));
  });

  test('two in one process share nothing', async () => {
    const other = await startToy(issuer.url, { service: 'other' });
    other.app.get(HealthRegistry).register('database', () => Promise.resolve({ state: 'down' }));
    await send('/open/of-tenant', {}, other);
    expect(other.lines.filter(({ msg }) => msg === 'asked')).toMatchObject([{ service: 'other' }]);
    expect(toy.lines.filter(({ msg }) => msg === 'asked')).toEqual([]);
    expect(await send('/readyz', {}, other)).toMatchObject({ status: 503 });
    expect(await send('/readyz')).toMatchObject({ status: 200 });
    expect((await send('/metrics')).text).not.toContain('service="other"');
    await other.close();
    expect(await send('/healthz')).toMatchObject({ status: 200 });
  });
});
