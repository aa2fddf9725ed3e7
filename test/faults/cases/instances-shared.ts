import { type Answer, api, until } from '#libs/testing';
import { acknowledged, PATIENCE_MS, workFor } from '../harness/at-work.js';
import { type Company } from '../harness/company.js';
import { Door } from '../harness/door.js';
import { type Fault } from '../harness/fault.js';
import { importHistory } from '../harness/history.js';
import { type Load } from '../harness/load.js';
import { type Service } from '../harness/service.js';
import { size } from '../harness/size.js';
import { type World } from '../harness/world.js';
import { headsOf } from '../oracle/behind.js';
import { findings } from '../oracle/oracle.js';
import { untilNobodyIsBehind, whyStuck } from '../oracle/stuck.js';

const joins = size('AVIARY_FAULTS_JOINS', { short: 2, full: 20 });
/** All that ship a tenant's log or read others; the rest have nothing of a tenant that could move. */
const NAMES = ['auth', 'employees', 'tasks', 'accounting', 'analytics', 'notifier'] as const;
type Name = (typeof NAMES)[number];
const ROWS = 60;

/**
 * Two instances of each service share two companies, one of which has an imported past. Of each service that one is killed
 * under load which ships a company's log. Then others come and go.
 */
export const instancesShared: Fault = {
  name: 'instances-shared',
  holds: 'what one did the other goes on with, and nobody is stuck after many have come and gone',
  short: false,
  async run(world, chance) {
    const [first, second] = [await world.company(), await world.company()];
    await world.withoutOwnAuth();
    const inTurn = await doorsOf(world);
    const env = {
      AVIARY_AUTH_URL: (await door(world, inTurn('auth'), world.keysUrl)).url,
      AVIARY_EMPLOYEES_URL: (await door(world, inTurn('employees'))).url,
    };
    for (const name of NAMES) await Promise.all([world.start(name, env), world.start(name, env)]);
    const companies = [first, await importHistory(second, inTurn('tasks'), ROWS)] as const;
    const loads = await Promise.all(companies.map((company) => workFor(world, company, inTurn('tasks'))));
    for (const load of loads) load.start(1);
    const wrong: string[] = [];
    for (const name of NAMES) {
      await Promise.all([happensTo(inTurn, first, name), ...loads.map((load) => acknowledged(load, 4))]);
      await (await victim(world, name, first)).kill();
      wrong.push(...(await moved(world, name, { companies, loads, inTurn })));
      if (wrong.length > 0) return wrong;
      await world.start(name, env);
    }
    for (let join = 0; join < joins(world); join += 1) {
      const guest = await world.start(chance.oneOf(NAMES), env);
      await Promise.all(loads.map((load) => acknowledged(load, chance.whole(1, 5))));
      await (chance.whole(0, 1) === 0 ? guest.kill() : guest.end());
    }
    await Promise.all(loads.map((load) => load.stop()));
    await closeYesterday(inTurn, companies[1]);
    const services = NAMES.flatMap((name) => world.alive(name) ?? []);
    for (const [number, company] of companies.entries())
      wrong.push(...(await findings(world, { company, load: loads[number] as Load, services })));
    return wrong;
  },
  mutants: [
    {
      what: 'a lease that has expired is not taken',
      patches: [
        {
          file: 'libs/tenancy/src/leases.js',
          find: 'WHERE held.holder = excluded.holder OR held.expires_at < clock_timestamp()',
          replace: 'WHERE held.holder = excluded.holder',
        },
      ],
      convictedBy: /the relay of \w+ is at \d+ of \d+; its lease has expired, and nobody takes it/,
    },
  ],
};

/** The address of an instance that is alive, another one each time. */
type InTurn = (name: Name) => () => string | undefined;

async function doorsOf(world: World): Promise<InTurn> {
  let turn = 0;
  return (name) => () => {
    const alive = world.instances(name);
    return alive[(turn += 1) % Math.max(1, alive.length)]?.url;
  };
}

async function door(world: World, behind: () => string | undefined, keysUrl?: string): Promise<Door> {
  const isKeys = (path: string) => keysUrl !== undefined && path.startsWith('/.well-known/');
  return world.keep(await Door.before((path) => (isKeys(path) ? keysUrl : behind())));
}

/** Something happens in the log of a service that has no part in the work. */
async function happensTo(inTurn: InTurn, company: Company, name: Name): Promise<void> {
  const title = `Perch ${Math.random().toString(36).slice(2)}`;
  const [somebody = ''] = company.developers.keys();
  const deeds: Partial<Record<Name, (client: ReturnType<typeof api>) => Promise<Answer>>> = {
    auth: (client) => client.post(`/api/users/${somebody}/rename`, { name: title }),
    employees: (client) => client.post('/api/departments', { name: title }),
  };
  const deed = deeds[name];
  if (deed) await insist(inTurn(name), company, deed);
}

/** Asks whoever is there until it is done. */
async function insist(
  url: () => string | undefined,
  { admin, tenant }: Company,
  deed: (client: ReturnType<typeof api>) => Promise<Answer>,
): Promise<void> {
  const done = async () => {
    const client = api(url() ?? '')
      .as(admin)
      .forTenant(tenant);
    const { status, body } = await deed(client);
    // A close that is under way already is waited for.
    if (status >= 400 && ![409, 503].includes(status))
      throw new Error(`A change was answered ${status} ${JSON.stringify(body)}`);
    return status < 300;
  };
  await until(done, { what: 'a change to be made', timeout: PATIENCE_MS });
}

interface Shared {
  readonly companies: readonly Company[];
  readonly loads: readonly Load[];
  readonly inTurn: InTurn;
}

/** Says how long it takes until all that was there when an instance was killed, and some more, is shipped and read by others. */
async function moved(world: World, name: Name, { companies, loads, inTurn }: Shared): Promise<string[]> {
  const killed = performance.now();
  await Promise.all(companies.map((company) => happensTo(inTurn, company, name)));
  if (name !== 'tasks') await Promise.all(loads.map((load) => acknowledged(load, 2)));
  const wrong: string[] = [];
  for (const company of companies) {
    const heads = await headsOf(world, company.tenant);
    const behind = await untilNobodyIsBehind(world, company, [name], heads);
    wrong.push(...(await Promise.all(behind.map((each) => whyStuck(world, company, each)))));
  }
  const seconds = ((performance.now() - killed) / 1_000).toFixed(1);
  process.stderr.write(`instances-shared: one of two ${name} was killed; the other had its work after ${seconds} s\n`);
  return wrong;
}

/** All of the imported past is paid. */
async function closeYesterday(inTurn: InTurn, company: Company): Promise<void> {
  await insist(inTurn('accounting'), company, (client) => client.post('/api/accounting/cycles/close', {}));
}

/** The instance that ships the log of that company; any, where nobody has shipped yet. */
async function victim(world: World, name: string, { tenant }: Company): Promise<Service> {
  const instances = world.instances(name);
  const holder = await world.asSuperuser('aviary', async (client) => {
    const { rows } = await client.query<{ holder: string }>('SELECT holder FROM control.leases WHERE name = $1', [
      `relay:${name}:${tenant}`,
    ]);
    return rows[0]?.holder.split(':')[1];
  });
  const found = instances.find(({ pid }) => String(pid) === holder) ?? instances[0];
  if (!found) throw new Error(`No instance of ${name} is alive.`);
  return found;
}
