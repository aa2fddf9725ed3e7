import { describe, expect, test } from '@jest/globals';
import { catalogue } from '#libs/contracts';
import { type EventLog } from '#libs/event-store';
import { type HealthRegistry } from '#libs/platform';
import { until } from '#libs/testing';
import { type RegistryClient } from '../registry/registry-client.js';
import { SchemaIds } from './schema-ids.js';

const type = catalogue.find(({ service }) => service === 'tasks');
const { event = '', version = 0 } = type ?? {};

/** A registry that knows the schema when it is asked for the third time. */
function ids(awaitSchemas: boolean) {
  let asked = 0;
  const registry = { findAnew: () => Promise.resolve((asked += 1) < 3 ? undefined : { id: 7, version: 1 }) };
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
  await expect(waiting).rejects.toThrow('The registry does not have tasks.');
});

describe('ids that a log has kept', () => {
  /** A service that starts again with the id 7, at a registry that has another, or none. */
  function restarted(current: { id: number; version: number } | undefined) {
    const kept: number[] = [];
    const states: (() => Promise<{ state: string; reason?: string }>)[] = [];
    const log = {
      service: 'tasks',
      schemaIds: () => Promise.resolve([{ event, version, id: 7 }]),
      rememberSchemaId: (...[, , , id]: [string, string, number, number]) => Promise.resolve(void kept.push(id)),
    };
    const made = new SchemaIds(
      { findAnew: () => Promise.resolve(current) } as unknown as RegistryClient,
      log as unknown as EventLog,
      { awaitSchemas: false },
      { register: (_: string, state: (typeof states)[number]) => states.push(state) } as unknown as HealthRegistry,
    );
    return { kept, id: () => made.of('acme', event, version), state: () => states[0]?.() };
  }

  test('are used at once, and put right when the registry knows the schema by another id', async () => {
    const { id, kept, state } = restarted({ id: 12, version: 1 });
    expect(await id()).toBe(7);
    await until(async () => (await id()) === 12, { what: 'the id that is right now' });
    expect(kept).toEqual([12]);
    expect(await state()).toEqual({ state: 'ok' });
  });

  test('are used on, and reported, when the registry has lost the schema', async () => {
    const { id, kept, state } = restarted(undefined);
    expect(await id()).toBe(7);
    await until(async () => (await state())?.state === 'degraded', { what: 'the report' });
    expect((await state())?.reason).toContain('"aviary schemas publish" brings it what it lacks');
    expect(await id()).toBe(7);
    expect(kept).toEqual([]);
  });
});
