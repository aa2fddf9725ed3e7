import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll } from '@jest/globals';
import type pg from 'pg';
import { type TenantSettings } from '#libs/kernel';
import { type Persistence, type TenantDatabase, type TenantDatabases } from '#libs/tenancy';
import { type Template } from './database/template.js';
import { until } from './until.js';

export interface TestDatabaseOptions {
  /** What the database begins with, besides empty logs and schemas of all services. */
  readonly template?: Template;
  readonly settings?: Partial<TenantSettings>;
  /** Of every topic; 0 if left out. */
  readonly partition?: number;
  /**
   * Whether the registry lists the tenant, so that services work for it on their own account, those of other test files
   * too. By default it is there for who asks for it by name (`TenantDatabases.of`), and no more.
   */
  readonly active?: boolean;
}

/** A tenant with a database of its own, for one test file. */
export interface TestDatabase {
  readonly tenant: string;
  /**
   * The doors of one service, as the service itself has them; closed by `afterAll`. Asked for twice, they are two, like
   * two instances.
   */
  databases(service: string, persistence?: Partial<Persistence>): Promise<TenantDatabases>;
  /** The tenant's database as the role of one service; asked for twice, it is the same. */
  as(service: string): Promise<TenantDatabase>;
  /** A look behind everything, as superuser in the tenant's database. */
  asSuperuser<T>(work: (client: pg.Client) => Promise<T>): Promise<T>;
}

const LEAK_PATIENCE_MS = 3_000;

/**
 * Gives the test file a tenant whose database is a copy of a template; to be called outside of tests, once per file.
 * After the last test it closes what it opened, fails the file if a connection to the database is left, and drops it.
 * Jest runs `afterAll` in the order of writing: what the file itself starts is closed in one written before this call.
 */
export function testDatabase(options: TestDatabaseOptions = {}): TestDatabase {
  const tenant = `t-${randomBytes(6).toString('hex')}`;
  const closing: (() => Promise<void>)[] = [];
  const doors = new Map<string, Promise<TenantDatabases>>();
  // What needs a database is loaded when one is needed: most specs that import this library need none.
  beforeAll(async () => {
    // One after the other: Jest's loader cannot do with two at a time.
    const { readyTemplate } = await import('./database/template.js');
    const { cloneTenant } = await import('./database/clone.js');
    const { settings = {}, partition = 0, active = false } = options;
    const template = await readyTemplate(options.template);
    await cloneTenant(template, { tenant, settings, partition, status: active ? 'active' : 'provisioning' });
  }, 60_000);
  afterAll(async () => {
    await Promise.all(closing.map((close) => close()));
    const { dropTenant } = await import('./database/clone.js');
    try {
      await assertNoneLeft(tenant);
    } finally {
      await dropTenant(tenant);
    }
  }, 60_000);

  const databases: TestDatabase['databases'] = async (service, persistence) => {
    const { openDoors } = await import('./database/doors.js');
    const opened = await openDoors(service, persistence);
    closing.push(() => opened.close());
    return opened.databases;
  };
  return {
    tenant,
    databases,
    async as(service) {
      const own = doors.get(service) ?? databases(service);
      doors.set(service, own);
      return (await own).of(tenant);
    },
    async asSuperuser(work) {
      const { asSuperuser } = await import('./database/superuser.js');
      return asSuperuser(work, `tenant_${tenant}`);
    },
  };
}

async function assertNoneLeft(tenant: string): Promise<void> {
  const { openConnections } = await import('./database/clone.js');
  let open: string[] = [];
  const none = async () => (open = await openConnections(tenant)).length === 0;
  await until(none, { what: 'every connection closed', timeout: LEAK_PATIENCE_MS }).catch(() => {
    throw new Error(`The tests left ${open.length} connections to ${tenant} open:\n${open.join('\n')}`);
  });
}
