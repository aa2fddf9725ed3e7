import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import createFastify from 'fastify';
import { letRefusedBodiesArrive } from './refused-body.js';

const MIB = 1_048_576;
const fastify = createFastify({ bodyLimit: MIB, forceCloseConnections: true });
afterAll(() => fastify.close());
beforeAll(async () => {
  letRefusedBodiesArrive(fastify);
  fastify.post('/', () => 'taken');
  await fastify.listen({ port: 0, host: '127.0.0.1' });
});

const head = (length: number, connection: string): string =>
  `POST / HTTP/1.1\r\nHost: x\r\nConnection: ${connection}\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`;

function begin(length: number): Socket {
  const socket = connect((fastify.server.address() as AddressInfo).port, '127.0.0.1');
  socket.write(head(length, 'keep-alive'));
  return socket;
}

test('who is refused while still sending is answered, and goes on with the same connection', async () => {
  const socket = begin(8 * MIB);
  let said = '';
  for await (const piece of socket.iterator({ destroyOnReturn: false })) {
    said += String(piece);
    if (said.includes('too large')) break;
  }
  expect(said).toMatch(/^HTTP\/1\.1 413 /);
  socket.write(Buffer.alloc(8 * MIB, ' '));
  socket.write(`${head(2, 'close')}{}`);
  const next = await text(socket);
  expect(next).toMatch(/^HTTP\/1\.1 200 /);
  expect(next).toMatch(/taken$/);
});

test('who means to send without end is cut off', async () => {
  const answer = await text(begin(1024 * MIB));
  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  expect(answer).toMatch(/connection: close/i);
});
