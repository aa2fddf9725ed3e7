import { conflict } from '#libs/kernel';
import { newPersonKey, tenantKey, unwrapKey, wrapKey } from './cipher.js';

/**
 * Where the wrapped keys are kept. `null` stands for a person who was erased: no key is ever made for them again. A person
 * who is missing has no key yet.
 */
export interface PersonKeyStore {
  read(tenant: string, personIds: readonly string[]): Promise<ReadonlyMap<string, Buffer | null>>;
  /** Keeps keys for those who have none, and answers what is now kept for each: the first one wins. */
  put(tenant: string, keys: ReadonlyMap<string, Buffer>): Promise<ReadonlyMap<string, Buffer | null>>;
  erase(tenant: string, personId: string): Promise<void>;
}

/** How long a process goes on with a key it has read: an erasure elsewhere is seen within this time. */
const FRESH_MS = 3_000;
const MAX_KEPT = 10_000;

interface Kept {
  /** null: erased. */
  readonly key: Buffer | null;
  readonly until: number;
}

/** The keys of people, unwrapped, kept in memory for a few seconds. */
export class PersonKeyRing {
  private readonly kept = new Map<string, Kept>();
  private readonly wrapping = new Map<string, Buffer>();

  constructor(
    private readonly store: PersonKeyStore,
    private readonly sealingSecret: string,
    private readonly now: () => number = Date.now,
  ) {}

  /** The keys there are; null for the erased, nothing for those who never had one. One query for all that are not kept. */
  async find(tenant: string, personIds: Iterable<string>): Promise<ReadonlyMap<string, Buffer | null>> {
    const keys = new Map<string, Buffer | null>();
    const missing: string[] = [];
    for (const personId of new Set(personIds)) {
      const kept = this.recall(tenant, personId);
      if (kept) keys.set(personId, kept.key);
      else missing.push(personId);
    }
    if (missing.length > 0) this.learn(tenant, await this.store.read(tenant, missing), keys);
    return keys;
  }

  /**
   * The keys of people who have one or can be given one.
   *
   * @throws DomainError `person-erased`
   */
  async require(tenant: string, personIds: Iterable<string>): Promise<ReadonlyMap<string, Buffer>> {
    const wanted = new Set(personIds);
    const keys = new Map(await this.find(tenant, wanted));
    const without = [...wanted].filter((personId) => !keys.has(personId));
    if (without.length > 0) {
      const made = without.map(
        (personId) => [personId, wrapKey(this.wrappingKey(tenant), personId, newPersonKey())] as const,
      );
      this.learn(tenant, await this.store.put(tenant, new Map(made)), keys);
    }
    const usable = new Map<string, Buffer>();
    for (const personId of wanted) {
      const key = keys.get(personId);
      if (!key) throw conflict('person-erased', 'This person was erased: nothing about them can be recorded any more.');
      usable.set(personId, key);
    }
    return usable;
  }

  /** Deletes a person's key for good; this process forgets it at once, others within seconds. */
  async erase(tenant: string, personId: string): Promise<void> {
    this.kept.delete(entry(tenant, personId));
    await this.store.erase(tenant, personId);
    this.keep(tenant, personId, null);
  }

  private recall(tenant: string, personId: string): Kept | undefined {
    const kept = this.kept.get(entry(tenant, personId));
    return kept && kept.until > this.now() ? kept : undefined;
  }

  private learn(tenant: string, stored: ReadonlyMap<string, Buffer | null>, into: Map<string, Buffer | null>): void {
    for (const [personId, wrapped] of stored) {
      const key = wrapped && unwrapKey(this.wrappingKey(tenant), personId, wrapped);
      into.set(personId, key);
      this.keep(tenant, personId, key);
    }
  }

  /** The oldest goes first: a Map iterates in the order of insertion. */
  private keep(tenant: string, personId: string, key: Buffer | null): void {
    this.kept.delete(entry(tenant, personId));
    this.kept.set(entry(tenant, personId), { key, until: this.now() + FRESH_MS });
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= MAX_KEPT) break;
      this.kept.delete(oldest);
    }
  }

  private wrappingKey(tenant: string): Buffer {
    let key = this.wrapping.get(tenant);
    if (!key) this.wrapping.set(tenant, (key = tenantKey(this.sealingSecret, tenant)));
    return key;
  }
}

function entry(tenant: string, personId: string): string {
  return `${tenant}/${personId}`;
}
