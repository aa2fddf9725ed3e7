import { expect, test } from '@jest/globals';
import { catalogue } from '#libs/contracts';
import { type EventLog } from '#libs/event-store';
import { type HealthRegistry } from '#libs/platform';
import { type RegistryClient } from '../registry/registry-client.js';
import { SchemaIds } from './schema-ids.js';

const type = catalogue.find(({ service }) => service === 'tasks');
const { event = '', version = 0 } = type ?? {};

/** A registry that knows the schema when it is asked for the third time. */
function ids(awaitSchemas: boolean) {
  let asked = 0;
  const registry = { find: () => Promise.resolve((asked += 1) < 3 ? undefined : { id: 7, version: 1 }) };
  const log = { service: 'tasks', schemaIds: () => Promise.resolve([]), rememberSchemaId: () => Promise.resolve() };
  const health = { register: () => undefined };
  const made = new SchemaIds(
    registry as unknown as RegistryClient,
    log as unknown as EventLog,
    { awaitSchemas },
    health as unknown as HealthRegistry,
  );
  return { made, asked: () => asked, id: () => made.of('acme', event, version) };
}

test('records do not wait for a schema that the registry lacks, and it is not asked again at once', async () => {
  const { id, asked } = ids(false);
  expect([await id(), await id()]).toEqual([0, 0]);
  expect(asked()).toBe(1);
});

test('where schemas are published while services start, they wait for it', async () => {
  const { id, asked } = ids(true);
  expect(await id()).toBe(7);
  expect(asked()).toBe(3);
});

test('a service that stops meanwhile ships nothing', async () => {
  const { made, id } = ids(true);
  const waiting = id();
  made.beforeApplicationShutdown();
  await expect(waiting).rejects.toThrow('The registry does not have the schema of tasks');
});
