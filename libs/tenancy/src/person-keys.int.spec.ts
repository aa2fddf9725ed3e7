import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { configOf, makeReady, provisioned, removeTenants, someTenant } from './fixtures/installation.js';
import { PersonKeys } from './index.js';

const acme = someTenant();
const other = someTenant();
const keysOf = { auth: new PersonKeys(configOf('auth')), tasks: new PersonKeys(configOf('tasks')) };
const key = (text: string): Buffer => Buffer.from(text);

beforeAll(async () => {
  await makeReady();
  for (const tenant of [acme, other]) await provisioned(tenant);
});
afterAll(async () => {
  await Promise.all(Object.values(keysOf).map((keys) => keys.onApplicationShutdown()));
  await removeTenants();
});

describe('the keys of persons', () => {
  test('are given to every service of the tenant; who has none is not in the answer', async () => {
    const [ann, bob] = [randomUUID(), randomUUID()];
    expect(await keysOf.auth.put(acme, new Map([[ann, key('of ann')]]))).toEqual(new Map([[ann, key('of ann')]]));
    expect(await keysOf.tasks.read(acme, [ann, bob])).toEqual(new Map([[ann, key('of ann')]]));
    expect(await keysOf.tasks.read(acme, [])).toEqual(new Map());
  });

  test('who comes first wins', async () => {
    const ann = randomUUID();
    await keysOf.auth.put(acme, new Map([[ann, key('first')]]));
    expect(await keysOf.tasks.put(acme, new Map([[ann, key('second')]]))).toEqual(new Map([[ann, key('first')]]));
  });

  test('of many who come at the same time all are told the same key', async () => {
    const people = Array.from({ length: 20 }, () => randomUUID());
    const rounds = Array.from({ length: 8 }, (_, round) => {
      const inSomeOrder = round % 2 === 0 ? people : people.toReversed();
      const keys = new Map(inSomeOrder.map((id) => [id, key(`${id} ${round}`)]));
      return (round % 3 === 0 ? keysOf.auth : keysOf.tasks).put(acme, keys);
    });
    const told = await Promise.all(rounds);
    const stored = await keysOf.auth.read(acme, people);
    expect(stored.size).toBe(20);
    for (const answer of told) expect(answer).toEqual(stored);
  });

  test('of another tenant are out of reach, and its persons are others even under the same id', async () => {
    const ann = randomUUID();
    await keysOf.auth.put(acme, new Map([[ann, key('at acme')]]));
    expect(await keysOf.auth.read(other, [ann])).toEqual(new Map());
    expect(await keysOf.auth.put(other, new Map([[ann, key('elsewhere')]]))).toEqual(
      new Map([[ann, key('elsewhere')]]),
    );
    await keysOf.auth.erase(other, ann);
    expect(await keysOf.auth.read(acme, [ann])).toEqual(new Map([[ann, key('at acme')]]));
  });

  test('once erased are gone for good: none can be made again', async () => {
    const [ann, bob] = [randomUUID(), randomUUID()];
    await keysOf.auth.put(acme, new Map([[ann, key('of ann')]]));
    await keysOf.auth.erase(acme, ann);
    await keysOf.auth.erase(acme, ann);
    await keysOf.auth.erase(acme, bob);
    const gone = new Map([
      [ann, null],
      [bob, null],
    ]);
    expect(await keysOf.tasks.read(acme, [ann, bob])).toEqual(gone);
    expect(
      await keysOf.tasks.put(
        acme,
        new Map([
          [ann, key('again')],
          [bob, key('new')],
        ]),
      ),
    ).toEqual(gone);
  });

  test('may be erased only where persons are registered', async () => {
    await expect(keysOf.tasks.erase(acme, randomUUID())).rejects.toMatchObject({ code: '42501' });
  });
});
