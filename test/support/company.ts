import http from 'node:http';
import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { afterAll } from '@jest/globals';
import { deriveSecret, serviceSecret } from '#libs/platform';
import { type Answer, api, until } from '#libs/testing';
import { DEMO_PASSWORD, type DemoPerson, demoPeople } from '../../apps/aviary/src/seed/demo-people.js';
import { servicesOf } from './installation.js';
import { readParts } from './parts-record.js';

/** An Aviary that is there for other stories too: who uses it leaves what belongs to others as it is. */
export interface SharedAviary {
  readonly home: string;
  /** The day on which the demo company was seeded; null if it was midnight then. */
  readonly seededOn: string | null;
  /** The gateway's base URL. Its default tenant, `popug`, has fifty days of history that nobody adds to. */
  readonly url: string;
  /** By service. */
  readonly services: Readonly<Record<string, string>>;
}

/** A tenant of a story's own. */
export interface Company {
  readonly tenant: string;
  /** The gateway, as it is reached under the company's own host name. */
  readonly url: string;
}

/** Whether this file uses it. Once nobody does any more it ends, since it takes its share of the processors also at rest. */
let isUser = false;
const address = process.env['AVIARY_TEST_SHARED'] ?? '';
afterAll(async () => {
  if (isUser) await fetch(`${address}/leave`);
});

/** The Aviary that stories share; started now, if this is the first to ask for it. */
export async function sharedAviary(): Promise<SharedAviary> {
  const joined = isUser ? '' : 'join';
  isUser = true;
  const answer = await fetch(`${address}/${joined}`);
  if (!answer.ok) throw new Error(`The Aviary that stories share did not start. ${await answer.text()}`);
  const { home, seededOn } = (await answer.json()) as Pick<SharedAviary, 'home' | 'seededOn'>;
  const services = servicesOf(home);
  return { home, seededOn, services, url: services['gateway'] ?? '' };
}

/** A call to a service itself in the name of the installation, as whoever provisions makes it. */
export async function provision(
  { home, services }: Pick<SharedAviary, 'home' | 'services'>,
  service: 'auth' | 'tenants',
  path: string,
  body: object,
): Promise<Answer> {
  const secret = deriveSecret(serviceSecret(readParts(home).secrets.master, 'auth'), 'bootstrap');
  const installation = api(services['auth'] ?? '').with({ 'aviary-bootstrap': secret });
  if (service === 'auth') return await installation.post(path, body);
  const permissions = ['tenants.can_change', 'tenants.can_view'];
  const { body: token } = await installation.post<{ accessToken: string }>('/internal/tokens', {
    ...{ tenant: 'aviary', actor: 'system:story', permissions },
  });
  return await api(services[service] ?? '')
    .as(token.accessToken)
    .forTenant('aviary')
    .post(path, body);
}

/** What each service answers as soon as it knows a tenant. */
const FIRST_READS = [
  '/api/users',
  '/api/employees',
  '/api/tasks',
  '/api/accounting/cycles',
  '/api/analytics/negative-balances',
  '/api/notifier/mailbox',
];

/** Makes a tenant with the four demo logins and more developers, and waits until every service knows it. */
export async function companyOfOwn(
  aviary: Pick<SharedAviary, 'home' | 'services' | 'url'>,
  tenant: string,
  developers = 0,
): Promise<Company> {
  const made = await provision(aviary, 'tenants', '/api/tenants', { name: tenant });
  if (made.status !== 201) throw new Error(`${tenant} could not be made: ${JSON.stringify(made.body)}`);
  const people = demoPeople(tenant);
  const colleagues = people.slice(4).filter(({ role, leftAgo }) => role === 'developer' && leftAgo === undefined);
  const users = [...people.slice(0, 4), ...colleagues.slice(0, developers)].map(userOf);
  await until(async () => (await provision(aviary, 'auth', '/internal/bootstrap', { tenant, users })).status === 200, {
    ...{ what: `${tenant} to have its people`, timeout: 120_000 },
  });
  const url = await underHost(`${tenant}.localhost`, aviary.url);
  const admin = await until(async () => await api(url).login('admin', DEMO_PASSWORD), {
    ...{ what: `the admin of ${tenant} to log in`, timeout: 120_000 },
  });
  for (const path of FIRST_READS)
    await until(async () => (await admin.get(path)).status === 200, {
      ...{ what: `${path} of ${tenant} to be answered`, timeout: 120_000 },
    });
  return { tenant, url };
}

const userOf = ({ id, login, name, email, role }: DemoPerson) => ({
  ...{ id, login, name, email, password: DEMO_PASSWORD, roles: [role] },
});

/**
 * Behind the gateway a tenant is told by the host, which a client cannot set, and the names below `localhost` are not known
 * on every machine. So here is an address that passes everything on under that name.
 */
export async function underHost(name: string, gateway: string): Promise<string> {
  const { hostname, port } = new URL(gateway);
  const server = http.createServer((request, response) => {
    const headers = { ...request.headers, host: `${name}:${port}` };
    const passedOn = http.request({ hostname, port, method: request.method, path: request.url, headers }, (answer) =>
      answer.pipe(response.writeHead(answer.statusCode ?? 502, answer.headers)),
    );
    passedOn.on('error', () => response.destroy());
    request.pipe(passedOn);
  });
  // It lasts as long as whoever runs the story, and keeps nobody from ending.
  server.on('connection', (socket) => socket.unref());
  await once(server.listen(0, '127.0.0.1').unref(), 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
