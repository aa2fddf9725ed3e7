import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { CLAIMS, TokenIssuer } from '../../security/src/fixtures/token-issuer.js';
import { rawRequest, sendRaw, startToy, type ToyService } from './fixtures/toy-service.js';
import { encodeCursor } from './paging/page.js';

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
});

interface Sent {
  method?: string;
  body?: string | Buffer;
  headers?: Record<string, string>;
}

async function send(path: string, { method = 'GET', body, headers = {} }: Sent = {}) {
  const response = await fetch(toy.url + path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : new Uint8Array(body) }),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}

const post = (body: string | Buffer, headers: Record<string, string> = {}) =>
  send('/api/things', { method: 'POST', body, headers });

/** Every refusal has this shape, and no handler has run. */
function expectProblem(
  answer: { status: number; body: Record<string, unknown> },
  status: number,
  code: string,
  field?: string,
) {
  expect({ status: answer.status, code: answer.body['code'], field: answer.body['field'] }).toEqual({
    status,
    code,
    field,
  });
  expect(answer.body).toMatchObject({
    type: `urn:aviary:problem:${code}`,
    title: expect.any(String),
    status,
    detail: expect.any(String),
    correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(toy.seen.calls).toBe(0);
}

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

describe('bodies', () => {
  test('a good one gets through', async () => {
    const answer = await post('{"title":" Feed ","amount":3,"tags":["a"]}');
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ title: 'Feed', actor: CLAIMS.sub });
    expect(toy.seen.calls).toBe(1);
  });

  test.each<[string, string | Buffer, string, string]>([
    ['malformed', '{"title":', 'malformed-json', 'body'],
    ['a raw NUL byte', '{"title":"a\0"}', 'malformed-json', 'body'],
    ['not UTF-8', Buffer.from('{"title":"\xff"}', 'latin1'), 'malformed-json', 'body'],
    ['nested 100,000 deep', nested(100_000), 'nested-too-deep', 'body'],
    ['nested 100,000 deep in a field', `{"title":${nested(100_000)}}`, 'nested-too-deep', 'body'],
    ['nested 100,000 objects deep', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`, 'nested-too-deep', 'body'],
    ['nested in free JSON', `{"title":"a","extra":${nested(100)}}`, 'nested-too-deep', 'body'],
    ['a list', '[]', 'wrong-type', 'body'],
    ['null', 'null', 'wrong-type', 'body'],
    ['a number', '5', 'wrong-type', 'body'],
    ['text', '"{}"', 'wrong-type', 'body'],
    ['nothing', '', 'required', 'body'],
    ['no field', '{}', 'required', 'title'],
    ['unknown field', '{"title":"a","foo":1}', 'unknown-field', 'foo'],
    ['wrong type', '{"title":5}', 'wrong-type', 'title'],
    ['too long', `{"title":"${'x'.repeat(21)}"}`, 'too-long', 'title'],
    ['an escaped NUL', '{"title":"a\\u0000b"}', 'invalid-text', 'title'],
    ['half a surrogate pair', '{"title":"a\\ud83d"}', 'invalid-text', 'title'],
    ['an escaped NUL in a key', '{"title":"a","\\u0000":1}', 'invalid-text', 'body'],
    ['an escaped NUL in free JSON', '{"title":"a","extra":{"b":["\\u0000"]}}', 'invalid-text', 'extra.b.0'],
    ['beyond safe integers', '{"title":"a","amount":9007199254740993}', 'out-of-range', 'amount'],
    ['infinite', '{"title":"a","amount":1e999}', 'out-of-range', 'amount'],
    ['a fraction', '{"title":"a","amount":1.5}', 'wrong-type', 'amount'],
    ['negative', '{"title":"a","amount":-1}', 'too-small', 'amount'],
    ['a bad day', '{"title":"a","when":"2026-02-30"}', 'not-a-day', 'when'],
    ['too many', '{"title":"a","tags":["a","b","c","d"]}', 'too-many', 'tags'],
    ['wrong in a list', '{"title":"a","tags":["a",5]}', 'wrong-type', 'tags.1'],
    ['__proto__', '{"title":"a","__proto__":{"admin":true}}', 'unknown-field', '__proto__'],
    ['constructor', '{"title":"a","constructor":{"prototype":{"admin":true}}}', 'unknown-field', 'constructor'],
  ])('%s', async (_, body, code, field) => {
    expectProblem(await post(body), 400, code, field);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  test('all that is wrong is told at once', async () => {
    const { body } = await post('{"title":5,"amount":"x","foo":1}');
    expect(body['errors']).toMatchObject([
      { field: 'title', code: 'wrong-type' },
      { field: 'amount', code: 'wrong-type' },
      { field: 'foo', code: 'unknown-field' },
    ]);
  });

  test('larger than 1 MiB, told or found out', async () => {
    const large = Buffer.alloc(1_048_577, ' ');
    expectProblem(await post(large), 413, 'body-too-large', 'body');
    const chunk = `${(100_000).toString(16)}\r\n${' '.repeat(100_000)}\r\n`;
    const head = {
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/json',
      'Transfer-Encoding': 'chunked',
    };
    const raw = await sendRaw(toy.url, rawRequest('POST /api/things HTTP/1.1', head, `${chunk.repeat(11)}0\r\n\r\n`));
    expectProblem(raw, 413, 'body-too-large', 'body');
  });

  test.each([
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'application/json; charset=latin1',
    'garbage',
    'application/jsonx',
    ';',
  ])('of type %s', async (type) =>
    expectProblem(await post('{"title":"a"}', { 'content-type': type }), 415, 'unsupported-media-type', 'Content-Type'),
  );

  test.each(['application/json; charset=utf-8', 'application/json;charset="UTF-8"', 'Application/JSON'])(
    'of type %s: fine',
    async (type) => {
      expect(await post('{"title":"a"}', { 'content-type': type })).toMatchObject({ status: 201 });
    },
  );

  test('a GET takes none', async () => {
    const raw = await sendRaw(
      toy.url,
      rawRequest('GET /api/things HTTP/1.1', { Authorization: `Bearer ${token}`, 'Content-Length': '2' }, '{}'),
    );
    expectProblem(raw, 400, 'body-not-allowed', 'body');
  });

  test('a POST whose route takes none may come without', async () => {
    expect(await send(`/api/things/${CLAIMS.sub}/poke`, { method: 'POST' })).toMatchObject({ status: 200 });
    expect(
      await send(`/api/things/${CLAIMS.sub}/poke`, { method: 'POST', headers: { 'content-type': 'application/json' } }),
    ).toMatchObject({ status: 200 });
  });
});

describe('queries and paths', () => {
  test.each<[string, number, string, string]>([
    ['/api/things?limit=abc', 400, 'wrong-type', 'limit'],
    ['/api/things?limit=0', 400, 'too-small', 'limit'],
    ['/api/things?limit=201', 400, 'too-big', 'limit'],
    ['/api/things?limit=', 400, 'wrong-type', 'limit'],
    ['/api/things?limit=1e2', 400, 'wrong-type', 'limit'],
    ['/api/things?limit=99999999999999999999', 400, 'wrong-type', 'limit'],
    ['/api/things?limit=1&limit=2', 400, 'wrong-type', 'limit'],
    ['/api/things?limit[]=1', 400, 'unknown-field', 'limit[]'],
    ['/api/things?since=2026-02-30', 400, 'not-a-day', 'since'],
    ['/api/things?since=yesterday', 400, 'not-a-day', 'since'],
    ['/api/things?foo=1', 400, 'unknown-field', 'foo'],
    ['/api/things?__proto__=1', 400, 'unknown-field', '__proto__'],
    ['/api/things?__proto__[admin]=1', 400, 'unknown-field', '__proto__[admin]'],
    ['/api/things?cursor=a%00b', 400, 'invalid-text', 'cursor'],
    ['/api/things?cursor=%', 400, 'malformed-url', 'query'],
    ['/api/things?cursor=%ED%A0%80', 400, 'malformed-url', 'query'],
    ['/api/things/not-a-uuid', 400, 'wrong-format', 'id'],
    ['/api/things/%00', 400, 'invalid-text', 'id'],
    ['/api/things/%zz', 400, 'malformed-url', 'path'],
    ['/api/things/%ED%A0%80', 400, 'malformed-url', 'path'],
    [`/api/things/${'x'.repeat(301)}`, 414, 'url-too-long', 'path'],
    ['/open/any/a%00b', 400, 'invalid-text', 'name'],
    ['/api/nothing', 404, 'no-such-route', 'path'],
    ['/api/things/', 404, 'no-such-route', 'path'],
    ['/', 404, 'no-such-route', 'path'],
  ])('GET %s', async (path, status, code, field) => expectProblem(await send(path), status, code, field));

  test.each(['garbage', encodeCursor(['1']), 'x'.repeat(5_000)])('cursor %.20s', async (cursor) => {
    expectProblem(await send(`/api/things?cursor=${cursor}`), 400, 'invalid-cursor', 'cursor');
    expect((await send(`/api/things?cursor=${encodeCursor([1])}`)).status).toBe(200);
  });

  test('the wrong method, with those that are right', async () => {
    const answer = await send('/api/things', { method: 'DELETE' });
    expectProblem(answer, 405, 'method-not-allowed');
    expect(answer.headers.get('allow')).toBe('GET, HEAD, POST');
  });
});

describe('what is no proper HTTP', () => {
  const good = { Authorization: 'Bearer x' };
  test.each<[string, string | Buffer, number, string]>([
    ['a NUL byte in a header', rawRequest('GET /api/things HTTP/1.1', { 'X-A': 'a\0b' }), 400, 'malformed-request'],
    ['a NUL byte in the path', rawRequest('GET /api/th\0ings HTTP/1.1', good), 400, 'malformed-request'],
    ['no HTTP at all', 'hello\r\n\r\n', 400, 'malformed-request'],
    [
      'a very long header',
      rawRequest('GET /api/things HTTP/1.1', { 'X-A': 'a'.repeat(20_000) }),
      431,
      'headers-too-large',
    ],
    ['an unknown method', rawRequest('FROB /api/things HTTP/1.1', good), 400, 'malformed-request'],
    [
      'two lengths',
      rawRequest('POST /api/things HTTP/1.1', { 'Content-Length': '5', 'content-length': '6' }, 'hello!'),
      400,
      'malformed-request',
    ],
    ['a bad length', rawRequest('POST /api/things HTTP/1.1', { 'Content-Length': 'abc' }), 400, 'malformed-request'],
    [
      'a bad chunk',
      rawRequest(
        'POST /api/things HTTP/1.1',
        { ...good, 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked' },
        'zz\r\n',
      ),
      400,
      'malformed-request',
    ],
  ])('%s', async (_, bytes, status, code) => {
    const answer = await sendRaw(toy.url, bytes);
    expect({ status: answer.status, code: answer.body['code'] }).toEqual({ status, code });
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(toy.seen.calls).toBe(0);
  });

  test.each(['GET *things HTTP/1.1', 'GET api/things HTTP/1.1', 'OPTIONS * HTTP/1.1', 'GET http:///x HTTP/1.1'])(
    'target of %s',
    async (first) => {
      const answer = await sendRaw(toy.url, rawRequest(first, { Authorization: `Bearer ${token}` }));
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(answer.body).toHaveProperty('code');
      expect(toy.seen.calls).toBe(0);
    },
  );
});

describe('headers', () => {
  test.each<[string, Record<string, string>, number, string, string]>([
    ['no token', { authorization: '' }, 401, 'token-invalid', 'Authorization'],
    ['a garbage token', { authorization: 'Bearer garbage' }, 401, 'token-invalid', 'Authorization'],
    ['an unknown tenant', { 'aviary-tenant': 'nobody' }, 404, 'unknown-tenant', 'tenant'],
    ['no name of a tenant', { 'aviary-tenant': "x' or 1=1" }, 404, 'unknown-tenant', 'tenant'],
    ['another tenant', { 'aviary-tenant': 'acme' }, 401, 'token-of-other-tenant', 'Authorization'],
    ['a bad key', { 'idempotency-key': 'k'.repeat(201) }, 400, 'invalid-idempotency-key', 'Idempotency-Key'],
    [
      'told of the past without the right',
      { 'aviary-occurred-at': '2020-01-01T00:00:00Z' },
      403,
      'permission-required',
      undefined as never,
    ],
  ])('%s', async (_, headers, status, code, field) =>
    expectProblem(await post('{"title":"a"}', headers), status, code, field),
  );

  test('a bad position', async () => {
    expectProblem(
      await send('/api/things', { headers: { 'aviary-position': 'tasks=x' } }),
      400,
      'invalid-position',
      'Aviary-Position',
    );
  });

  test('a bad moment, from one who may tell of the past', async () => {
    const authorization = `Bearer ${await issuer.sign('one', { ...CLAIMS, permissions: ['things.can_add', 'imports.can_add'] })}`;
    const at = (moment: string) => post('{"title":"a"}', { authorization, 'aviary-occurred-at': moment });
    expectProblem(await at('2020-02-30T00:00:00Z'), 400, 'invalid-instant', 'Aviary-Occurred-At');
    expect((await at('2020-01-01T00:00:00Z')).status).toBe(201);
    expect(toy.seen.last).toMatchObject({ context: { occurredAt: Date.UTC(2020, 0, 1) } });
  });
});
