import { fastify } from 'fastify';
import { expect, test } from '@jest/globals';
import { serveEvents } from './docs.js';

test.each([
  ['/docs/events', 'text/html; charset=utf-8', '<code>TaskCreated</code>'],
  ['/docs/events/', 'text/html; charset=utf-8', 'aviary.accounting'],
  ['/docs/events/asyncapi.json', 'application/json; charset=utf-8', '"asyncapi": "3.0.0"'],
])('%s is the catalogue of events', async (url, type, part) => {
  const server = fastify();
  serveEvents(server);
  const answer = await server.inject({ url });
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, type]);
  expect(answer.headers['content-security-policy']).toContain("default-src 'self'");
  expect(answer.body).toContain(part);
  await server.close();
});
