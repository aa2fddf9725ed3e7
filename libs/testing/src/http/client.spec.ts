import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { api } from './api.js';
import { expectProblem } from './problem.js';

interface Reply {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

let server: Server;
let url: string;
let reply: Reply;
let seen: { method: string | undefined; path: string | undefined; headers: IncomingMessage['headers']; body: string }[];

const json = (status: number, body: object, headers = {}): Reply => ({
  status,
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json', ...headers },
});
const problem = (change: object = {}, headers = {}): Reply =>
  json(
    409,
    {
      ...{ type: 'urn:aviary:problem:task-exists', title: 'Task exists', status: 409, code: 'task-exists' },
      ...{ detail: 'A task with this id exists already.', field: 'id', ...change },
    },
    { 'content-type': 'application/problem+json; charset=utf-8', ...headers },
  );

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { method, url: path, headers } = request;
      seen.push({ method, path, headers, body });
      response.writeHead(reply.status, reply.headers).end(reply.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  seen = [];
  reply = json(200, {});
});

describe('a request', () => {
  test('carries body, key and headers, and is answered with status, headers and decoded body', async () => {
    reply = json(201, { id: 1 }, { 'aviary-position': 'tasks=1.7' });
    const answer = await api(url).forTenant('acme').post('/api/tasks', { title: 'Feed' }, { idempotencyKey: 'once' });
    expect(answer).toMatchObject({ status: 201, body: { id: 1 } });
    expect(seen[0]).toMatchObject({ method: 'POST', path: '/api/tasks', body: '{"title":"Feed"}' });
    expect(seen[0]?.headers).toMatchObject({
      'aviary-tenant': 'acme',
      'idempotency-key': 'once',
      'content-type': 'application/json',
    });
    await api(url).get('/api/tasks?limit=1', { after: answer });
    expect(seen[1]?.headers).toMatchObject({ 'aviary-position': 'tasks=1.7' });
  });

  test('is sent raw when the spec is about what is no JSON', async () => {
    await api(url).post('/api/tasks', undefined, { raw: '{"title":', headers: { 'content-type': 'text/plain' } });
    expect(seen[0]).toMatchObject({ body: '{"title":', headers: { 'content-type': 'text/plain' } });
  });

  test('goes out with the token of whoever logged in', async () => {
    reply = json(200, { accessToken: 'abc' });
    const client = await api(url).login('manager', 'popug');
    await client.delete('/api/auth/session');
    expect(seen[0]).toMatchObject({ path: '/api/auth/login', body: '{"login":"manager","password":"popug"}' });
    expect(seen[1]).toMatchObject({ method: 'DELETE', headers: { authorization: 'Bearer abc' } });
  });

  test('may be answered with text, or nothing', async () => {
    reply = { status: 200, body: 'up 1', headers: { 'content-type': 'text/plain' } };
    expect((await api(url).get('/metrics')).body).toBe('up 1');
    reply = { status: 204 };
    expect((await api(url).get('/')).body).toBeUndefined();
  });
});

describe('a refusal', () => {
  test('that is a proper problem is an answer like any other', async () => {
    reply = problem();
    const answer = await api(url).post('/api/tasks');
    expectProblem(answer, 409, 'task-exists');
    expectProblem(answer, 409, 'task-exists', 'id');
    expect(() => expectProblem(answer, 409, 'other')).toThrow();
    expect(() => expectProblem(answer, 404, 'task-exists')).toThrow();
    expect(() => expectProblem(answer, 409, 'task-exists', 'title')).toThrow();
  });

  test.each<[string, Reply, string]>([
    ['plain JSON', problem({}, { 'content-type': 'application/json' }), 'content type'],
    ['of another status', problem({ status: 500 }), 'status'],
    ['without a code', problem({ code: undefined }), 'code, type'],
    ['with a type of another code', problem({ type: 'urn:aviary:problem:other' }), 'type'],
    ['without a detail', problem({ detail: '' }), 'detail'],
    ['what a framework says', { status: 502, body: 'Bad Gateway' }, 'type, title, code, detail, status, content type'],
  ])('that is %s fails the spec, wherever it looks', async (_, answer, wrong) => {
    reply = answer;
    await expect(api(url).get('/api/tasks')).rejects.toThrow(`is no proper problem (${wrong})`);
  });
});

describe('given, when, then', () => {
  test('passes for the status and the members that are named', async () => {
    reply = json(201, { id: 1, status: 'open' });
    const answer = await api(url).when.post('/api/tasks', {}).then(201, { status: 'open' });
    expect(answer.body).toEqual({ id: 1, status: 'open' });
    await expect(api(url).when.post('/api/tasks', {}).then(200)).rejects.toThrow();
    await expect(api(url).when.post('/api/tasks', {}).then(201, { status: 'done' })).rejects.toThrow();
  });

  test('passes for the problem that is named', async () => {
    reply = problem();
    await api(url).when.post('/api/tasks').thenProblem(409, 'task-exists', 'id');
    await expect(api(url).when.post('/api/tasks').thenProblem(409, 'other')).rejects.toThrow();
  });

  test('does first what is given, and fails if that cannot be done', async () => {
    await api(url)
      .given((client) => client.post('/first'))
      .when.get('/second')
      .then(200);
    expect(seen.map(({ path }) => path)).toEqual(['/first', '/second']);
    reply = problem();
    const given = api(url).given((client) => client.post('/first'));
    await expect(given.when.get('/second').then(200)).rejects.toThrow('What is given could not be done: 409');
  });

  test('is not awaited before its end', async () => {
    await expect(async () => await (api(url).when.get('/') as unknown as Promise<void>)).rejects.toThrow('not awaited');
  });
});
