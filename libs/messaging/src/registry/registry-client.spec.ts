import { type AddressInfo } from 'node:net';
import http from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import { RegistryClient } from './registry-client.js';
import { RegistryRefusedError, RegistryUnavailableError } from './registry-errors.js';

const servers: http.Server[] = [];
const requests: string[] = [];

/** A server that answers every request in the same way; undefined: never. */
async function registryThat(answers: { status: number; body: string } | undefined): Promise<string> {
  const server = http.createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    if (answers) response.writeHead(answers.status, { 'content-type': 'application/json' }).end(answers.body);
  });
  servers.push(server);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/apis/ccompat/v7`;
}

async function close(server: http.Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map(close));
  requests.length = 0;
});

describe('a registry that is away', () => {
  test('nothing listens: the error says where, and why', async () => {
    const url = await registryThat(undefined);
    await Promise.all(servers.splice(0).map(close));
    const asked = new RegistryClient(url).find('subject', '"string"');
    await expect(asked).rejects.toThrow(RegistryUnavailableError);
    await expect(asked).rejects.toThrow(
      /The schema registry at http:\/\/127\.0\.0\.1:\d+\/apis\/ccompat\/v7 is not available: .*ECONNREFUSED/,
    );
  });

  test('it takes the request and never answers', async () => {
    const asked = new RegistryClient(await registryThat(undefined), 50).versions('subject');
    await expect(asked).rejects.toThrow('is not available: it did not answer in time.');
  });

  test.each([
    [503, '{"message": "starting"}', 'it answers with HTTP status 503'],
    [500, '{}', 'it answers with HTTP status 500'],
    [429, '{}', 'it answers with HTTP status 429'],
    [404, '<html>', 'it answers with status 404 and no JSON'],
    [200, '', 'it answers with status 200 and no JSON'],
    [200, '{}', 'its answer has no id'],
    [200, '{"id": "seven", "version": 1}', 'its answer has no id'],
    [200, '{"id": 7}', 'its answer has no version'],
  ])('%s %s: %s', async (status, body, reason) => {
    const asked = new RegistryClient(await registryThat({ status, body })).find('subject', '"string"');
    await expect(asked).rejects.toThrow(RegistryUnavailableError);
    await expect(asked).rejects.toThrow(reason);
  });
});

test('what it will not do is told in its own words', async () => {
  const body = '{"error_code": 42201, "message": "Not an Avro schema"}';
  const asked = new RegistryClient(await registryThat({ status: 422, body })).register('subject', '{');
  await expect(asked).rejects.toMatchObject({ status: 422, code: 42201, reason: 'Not an Avro schema' });
  await expect(asked).rejects.toThrow(RegistryRefusedError);
});

test('what does not exist is no error', async () => {
  const client = new RegistryClient(await registryThat({ status: 404, body: '{"error_code": 40401, "message": "x"}' }));
  expect(await client.find('subject', '"string"')).toBeUndefined();
  expect(await client.versions('subject')).toEqual([]);
  expect(await client.compatibility('subject')).toBeUndefined();
  expect(await client.schemaById(7)).toBeUndefined();
});

test('a wrong address is not taken for an empty registry', async () => {
  const client = new RegistryClient(await registryThat({ status: 404, body: '{"message": "No such page"}' }));
  await expect(client.find('subject', '"string"')).rejects.toThrow(RegistryRefusedError);
});

test('what is once known is not asked for again, also with the registry away', async () => {
  const url = await registryThat({ status: 200, body: '{"id": 7, "version": 1, "schema": "{}"}' });
  const client = new RegistryClient(`${url}/`);
  expect(await client.find('a/b', '"string"')).toEqual({ id: 7, version: 1 });
  expect(await client.schemaById(7)).toBe('{}');
  await Promise.all(servers.splice(0).map(close));
  expect(await client.find('a/b', '"string"')).toEqual({ id: 7, version: 1 });
  expect(await client.schemaById(7)).toBe('{}');
  expect(requests).toEqual(['POST /apis/ccompat/v7/subjects/a%2Fb', 'GET /apis/ccompat/v7/schemas/ids/7']);
});
