import { randomBytes } from 'node:crypto';
import { logInstaller } from '#libs/event-store';
import { uuidv5 } from '#libs/kernel';
import { deriveSecret, SERVICES_WITH_LOG, serviceSecret } from '#libs/platform';
import { provisionerOf, provisionTenant } from '#libs/tenancy';
import { api, type testIssuer, until } from '#libs/testing';
import { type PartsOfWorld } from './parts.js';

/** A tenant of one fault, and tokens of its people that outlast it. */
export interface Company {
  readonly tenant: string;
  readonly partition: number;
  readonly manager: string;
  /** By user id. */
  readonly developers: ReadonlyMap<string, string>;
  /** Of who may ask for checks. */
  readonly operator: string;
  /** Of who may change what the company is, and see its books. */
  readonly admin: string;
  /** Titles of tasks that were imported: nobody at work has asked for them. */
  readonly imported: readonly string[];
}

export interface CompanyOptions {
  /** 0: that one, which then several share; left out, the one with fewest tenants. */
  readonly partition?: 0;
}

const TEN_HOURS = 36_000;
const ADMINISTERS = [
  ...['tasks.can_view', 'people.can_change', 'imports.can_add'],
  ...['accounting.can_close', 'accounting.can_view_all', 'accounting.can_view_own', 'analytics.can_view'],
  ...['ops.can_view', 'ops.can_change'],
];
const DEVELOPERS = ['kesha', 'gosha'];

/** Provisions a tenant for real, and registers two developers with `auth`. */
export async function foundCompany(
  { parts, master }: PartsOfWorld,
  issuer: ReturnType<typeof testIssuer>,
  authUrl: string,
  { partition: wanted }: CompanyOptions,
): Promise<Company> {
  const tenant = `t-${randomBytes(6).toString('hex')}`;
  const services = SERVICES_WITH_LOG.map((service) => logInstaller(service));
  const all = wanted === undefined ? {} : { partitions: wanted + 1 };
  const { partition } = await provisionTenant(provisionerOf(parts.postgres, master), { tenant, services, ...all });
  const users = DEVELOPERS.map((login) => ({
    ...{ id: uuidv5(tenant, login), login, name: login, email: null, password: 'popug', roles: ['developer'] },
  }));
  const secret = deriveSecret(serviceSecret(master, 'auth'), 'bootstrap');
  const installation = api(authUrl).with({ 'aviary-bootstrap': secret });
  // Services learn of a tenant within a second or so.
  await until(async () => (await installation.post('/internal/bootstrap', { tenant, users })).status === 200, {
    ...{ what: `the people of ${tenant} to be made`, timeout: 60_000 },
  });
  const token = async (userId: string, ...permissions: string[]): Promise<string> =>
    await issuer.token({ tenant, userId, permissions, expiresIn: TEN_HOURS });
  const developers = users.map(
    async ({ id }) => [id, await token(id, 'tasks.can_view', 'tasks.can_complete', 'tasks.can_be_assigned')] as const,
  );
  return {
    ...{ tenant, partition },
    manager: await token(uuidv5(tenant, 'manager'), 'tasks.can_view', 'tasks.can_add', 'tasks.can_reassign'),
    developers: new Map(await Promise.all(developers)),
    operator: await token(uuidv5(tenant, 'operator'), 'ops.can_view'),
    admin: await token(uuidv5(tenant, 'admin'), ...ADMINISTERS),
    imported: [],
  };
}
