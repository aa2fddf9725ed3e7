import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import createFastify, { type FastifyRequest } from 'fastify';
import { limitBodyArrival } from './body-arrival.js';

const fastify = createFastify();
afterAll(() => fastify.close());
let arrived = '';
beforeAll(async () => {
  limitBodyArrival(fastify, 100);
  fastify.addContentTypeParser('text/csv', (_request, payload, done) => done(null, payload));
  fastify.post('/taken-whole', () => 'whole');
  const config = { streamed: 'text/csv' } as object;
  fastify.route({ method: 'POST', url: '/streamed', config, handler: read });
  fastify.route({ method: 'POST', url: '/refused', config, handler: () => 'refused' });
  await fastify.listen({ port: 0, host: '127.0.0.1' });
});

async function read(request: FastifyRequest): Promise<string> {
  for await (const piece of request.raw) arrived += String(piece);
  return 'streamed';
}

/** Begins a request whose body of four bytes has come by half. */
function begin(path: string, type: string, connection = 'close'): Socket {
  const socket = connect((fastify.server.address() as AddressInfo).port, '127.0.0.1');
  const head = [
    `POST ${path} HTTP/1.1`,
    'Host: x',
    `Connection: ${connection}`,
    `Content-Type: ${type}`,
    'Content-Length: 4',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n12`);
  return socket;
}

test('a body that does not come is waited for no longer than it may take', async () => {
  const answer = await text(begin('/taken-whole', 'application/json'));
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  expect(answer).toContain('"code":"request-timeout"');
});

test('nor one of another type, where bodies of one type are read while they come', async () => {
  expect(await text(begin('/streamed', 'application/json'))).toMatch(/^HTTP\/1\.1 408 /);
});

test('nor what is left of one that was to be read so, once its request is answered', async () => {
  const answer = await text(begin('/refused', 'text/csv', 'keep-alive'));
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(answer).toMatch(/refused$/);
});

test('one that is read while it comes takes as long as it takes', async () => {
  const slow = begin('/streamed', 'text/csv');
  const refused = begin('/taken-whole', 'application/json');
  // As long as the other was waited for, and longer: it began first.
  await once(refused.resume(), 'close');
  slow.write('34');
  expect(await text(slow)).toMatch(/^HTTP\/1\.1 200 /);
  expect(arrived).toBe('1234');
});
