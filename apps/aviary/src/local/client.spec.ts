import { once } from 'node:events';
import http from 'node:http';
import { type AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { call } from './client.js';

let asked = 0;
const busy = http.createServer((_request, answer) => {
  asked += 1;
  answer.writeHead(503).end('{"code":"busy"}');
});
beforeAll(() => once(busy.listen(0, '127.0.0.1'), 'listening'));
afterAll(() => new Promise((resolve) => busy.close(resolve)));

test('whoever has no patience asks again no more', async () => {
  const url = `http://127.0.0.1:${(busy.address() as AddressInfo).port}/`;
  await expect(call(url, { patience: -1 })).rejects.toMatchObject({ status: 503, code: 'busy' });
  expect(asked).toBe(1);
});
