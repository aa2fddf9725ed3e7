import { afterEach, expect, test } from '@jest/globals';
import { createAdapter } from './adapter.js';

let close: () => Promise<void> = () => Promise.resolve();
afterEach(() => close());

/** Whom a request that came like this is taken to come from. */
async function addressOf(trusted: readonly string[], remoteAddress: string, forwardedFor: string): Promise<string> {
  const fastify = createAdapter(trusted).getInstance();
  close = () => fastify.close();
  fastify.get('/whoever', ({ ip }) => ip);
  const headers = { 'x-forwarded-for': forwardedFor };
  return (await fastify.inject({ url: '/whoever', remoteAddress, headers })).body;
}

test.each([
  ['nobody is believed by default', [], '10.0.0.1', '203.0.113.7', '10.0.0.1'],
  ['a proxy that is trusted is', ['10.0.0.0/8'], '10.0.0.1', '203.0.113.7', '203.0.113.7'],
  ['what a client says of itself is not', ['10.0.0.0/8'], '10.0.0.1', '1.1.1.1, 203.0.113.7', '203.0.113.7'],
  ['nor what comes past the proxy', ['10.0.0.0/8'], '198.51.100.2', '203.0.113.7', '198.51.100.2'],
])('%s', async (_, trusted, from, said, taken) => {
  expect(await addressOf(trusted, from, said)).toBe(taken);
});
