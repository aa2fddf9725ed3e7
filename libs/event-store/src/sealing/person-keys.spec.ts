import { beforeEach, describe, expect, test } from '@jest/globals';
import { PersonKeyRing, type PersonKeyStore } from './person-keys.js';

/** Keys in memory, which counts how often it is asked. */
class MemoryStore implements PersonKeyStore {
  readonly kept = new Map<string, Buffer | null>();
  reads = 0;

  read(tenant: string, ids: readonly string[]): Promise<Map<string, Buffer | null>> {
    this.reads++;
    return Promise.resolve(this.those(tenant, ids));
  }

  put(tenant: string, keys: ReadonlyMap<string, Buffer>): Promise<Map<string, Buffer | null>> {
    for (const [id, key] of keys) if (!this.kept.has(`${tenant}/${id}`)) this.kept.set(`${tenant}/${id}`, key);
    return Promise.resolve(this.those(tenant, [...keys.keys()]));
  }

  erase(tenant: string, id: string): Promise<void> {
    this.kept.set(`${tenant}/${id}`, null);
    return Promise.resolve();
  }

  private those(tenant: string, ids: readonly string[]): Map<string, Buffer | null> {
    return new Map(
      ids.flatMap((id) => (this.kept.has(`${tenant}/${id}`) ? [[id, this.kept.get(`${tenant}/${id}`) ?? null]] : [])),
    );
  }
}

describe('the key ring', () => {
  let store: MemoryStore;
  let now: number;
  const ring = () => new PersonKeyRing(store, 'secret', () => now);
  beforeEach(() => {
    store = new MemoryStore();
    now = 1_000;
  });

  test('makes a key for whoever has none, the same for all who ask, another one per person and tenant', async () => {
    const [here, there] = [ring(), ring()];
    const keys = await here.require('popug', ['ara', 'kea']);
    expect(await there.require('popug', ['ara', 'kea'])).toEqual(keys);
    expect(keys.get('ara')).not.toEqual(keys.get('kea'));
    expect((await here.require('acme', ['ara'])).get('ara')).not.toEqual(keys.get('ara'));
  });

  test('does not make keys for those it only looks for', async () => {
    expect(await ring().find('popug', ['ara'])).toEqual(new Map());
    expect(store.kept.size).toBe(0);
  });

  test('keeps only wrapped keys outside', async () => {
    const keys = await ring().require('popug', ['ara']);
    expect(store.kept.get('popug/ara')?.includes(keys.get('ara') ?? '')).toBe(false);
  });

  test('asks once for many, and not again for a while', async () => {
    const one = ring();
    await one.require('popug', ['ara', 'kea', 'loro']);
    expect(store.reads).toBe(1);
    await one.find('popug', ['loro', 'ara']);
    expect(store.reads).toBe(1);
    now += 3_001;
    await one.find('popug', ['loro', 'ara']);
    expect(store.reads).toBe(2);
  });

  test('an erasure is seen at once where it was done, elsewhere within seconds, and no key is made again', async () => {
    const [here, there] = [ring(), ring()];
    await Promise.all([here, there].map((each) => each.require('popug', ['ara'])));
    await here.erase('popug', 'ara');
    expect((await here.find('popug', ['ara'])).get('ara')).toBeNull();
    expect((await there.find('popug', ['ara'])).get('ara')).not.toBeNull();
    now += 3_001;
    expect((await there.find('popug', ['ara'])).get('ara')).toBeNull();
    for (const each of [here, there])
      await expect(each.require('popug', ['ara'])).rejects.toMatchObject({ code: 'person-erased', kind: 'conflict' });
  });
});
