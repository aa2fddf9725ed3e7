import { expect, test } from '@jest/globals';
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { listeners, portOwner } from './port-owner.mjs';

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0000 100 0 0 10 0
   1: 0100007F:1F90 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0000 100 0 0 10 0
   2: 0100007F:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0000 100 0 0 10 0
`;

test('of all sockets of a port only those that listen are meant', () => {
  expect(listeners(table, 8080)).toEqual(['4711']);
  expect(listeners(table, 8082)).toEqual([]);
});

test('a process that listens is found by its port, with its command line', async () => {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  expect(portOwner(port)).toEqual({ pid: process.pid, command: expect.stringContaining('node') });
  server.close();
  await once(server, 'close');
  expect(portOwner(port)).toBeUndefined();
});
