import { describe, expect, test } from '@jest/globals';
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../setup/root.mjs';
import { allOperations } from './operations.js';
import { fill, parseRequests, type WrittenRequest } from './requests.js';

const operations = allOperations().map(({ request }) => request);
/** What the gateway answers itself. */
const own = ['/healthz', '/readyz', '/metrics', '/openapi.json'].map((path) => `GET ${path}`);
const text = fs.readFileSync(path.join(root, 'requests.http'), 'utf8');

const place = ({ method, url }: WrittenRequest): string =>
  `${method} ${url.replace('{{url}}', '').replace(/\?.*/, '')}`;

/** Whether the request is one of the operation `GET /api/tasks/:id`. */
function fits(request: WrittenRequest, operation: string): boolean {
  const [asked, pattern] = [place(request), operation].map((it) => it.split('/'));
  return (
    asked?.length === pattern?.length &&
    (pattern ?? []).every((part, at) => part.startsWith(':') || part === asked?.[at])
  );
}

const unknown = (requests: readonly WrittenRequest[]): string[] =>
  requests.filter((it) => ![...operations, ...own].some((operation) => fits(it, operation))).map(place);
const untried = (requests: readonly WrittenRequest[]): string[] =>
  operations.filter((operation) => !requests.some((it) => fits(it, operation) && better(it, operation)));
/** `GET /api/users/random` is no try of `GET /api/users/:id`. */
const better = (request: WrittenRequest, operation: string): boolean =>
  !operations.some(
    (other) => other !== operation && fits(request, other) && other.split(':').length < operation.split(':').length,
  );

describe('requests.http', () => {
  test('asks only for what there is', () => expect(unknown(parseRequests(text))).toEqual([]));

  test('has a request for everything that can be asked', () => expect(untried(parseRequests(text))).toEqual([]));

  test('planted: a path that nobody answers, and one with another method', () => {
    const planted = parseRequests('### a\nGET {{url}}/api/tusks\n\n### b\nPUT {{url}}/api/tasks/{{x}}/complete?a=b\n');
    expect(unknown(planted)).toEqual(['GET /api/tusks', 'PUT /api/tasks/{{x}}/complete']);
  });

  test('planted: an operation that nobody asks for', () => {
    const without = parseRequests(text).filter((it) => !it.url.includes('/api/users/random'));
    expect(untried(without)).toEqual(['GET /api/users/random']);
  });
});

test('a request is read with its headers and its body, and filled in', () => {
  const [request] = parseRequests(
    '### Make it\n# @name x\n# refused: 409 y\nPOST {{url}}/a\nB: c: d\n\n{ "e": 1 }\n\n# ── f\n',
  );
  expect(request).toEqual({
    ...{ title: 'Make it', name: 'x', method: 'POST', url: '{{url}}/a', headers: { B: 'c: d' } },
    ...{ body: '{ "e": 1 }', refused: '409 y' },
  });
  const answers = new Map([['x', { body: { items: [{ id: 7 }] }, headers: { 'aviary-position': 'tasks=1.2' } }]]);
  const filled = fill(
    '{{url}} {{x.response.body.items[0].id}} {{x.response.headers.Aviary-Position}}',
    { url: 'u' },
    answers,
  );
  expect(filled).toBe('u 7 tasks=1.2');
  expect(() => fill('{{nobody.response.body.id}}', {}, answers)).toThrow('{{nobody.response.body.id}} has no value');
});
