import { setTimeout as pause } from 'node:timers/promises';
import { api, until } from '#libs/testing';
import { caughtUp, PATIENCE_MS } from '../harness/at-work.js';
import { type Chance } from '../harness/chance.js';
import { type Company } from '../harness/company.js';
import { Door } from '../harness/door.js';
import { type Fault } from '../harness/fault.js';
import { importHistory } from '../harness/history.js';
import { size } from '../harness/size.js';
import { type World } from '../harness/world.js';
import { findings } from '../oracle/oracle.js';
import { readLogs } from '../oracle/logs.js';

const kills = size('AVIARY_FAULTS_IMPORT_KILLS', { short: 3, full: 10 });
const ROWS = 900;
/** About as long as all of it takes undisturbed. Milliseconds. */
const LONGEST_MS = 2_500;
const TELLING = 'apps/tasks/src/application/tell-of-past.js';
const NAMES = ['auth', 'employees', 'tasks', 'accounting'] as const;
const COUNTED = [
  ...['UserRegistered', 'ProjectCreated', 'TaskCreated', 'TaskAssigned', 'TaskCompleted'],
  ...['AssignmentFeeCharged', 'CompletionRewardCredited', 'BillingCycleClosed'],
];
type Env = Readonly<Record<string, string>>;

/** Everything is killed (`kill -9`) at random moments of an import and of the close of its years, and both are repeated. */
export const importKilled: Fault = {
  name: 'import-killed',
  holds: 'repeated after each kill, it ends as it does undisturbed',
  short: false,
  async run(world, chance) {
    const [undisturbed, company] = [await world.company(), await world.company()];
    await world.withoutOwnAuth();
    const env = {
      AVIARY_AUTH_URL: await doorOf(world, 'auth'),
      AVIARY_EMPLOYEES_URL: await doorOf(world, 'employees'),
    };
    await startAll(world, env);
    await importAndClose(world, undisturbed);
    let done = false;
    const work = importAndClose(world, company).finally(() => (done = true));
    work.catch(() => undefined);
    let hit = 0;
    for (let kill = 0; kill < kills(world); kill += 1) {
      await pause(chance.whole(0, LONGEST_MS));
      if (!done) hit += 1;
      await killEverything(world, chance);
      await startAll(world, env);
    }
    const imported = await work;
    process.stderr.write(`import-killed: ${hit} of ${kills(world)} kills before the end\n`);
    const load = world.load(imported, () => world.alive('tasks')?.url);
    const wrong = await findings(world, {
      company: imported,
      load,
      services: NAMES.flatMap((n) => world.instances(n)),
    });
    const [wanted, found] = [await inShort(world, undisturbed), await inShort(world, company)];
    return wanted === found ? wrong : [...wrong, `it came to ${found}, and undisturbed to ${wanted}`];
  },
  mutants: [
    {
      what: 'whoever begins anew gives what is imported other ids',
      patches: [
        {
          file: TELLING,
          find: `=>uuidv5(tenant, 'imported-task', row.id);`,
          replace: `=>uuidv5(tenant, process.pid, row.id);`,
        },
        {
          file: TELLING,
          find: `uuidv5(past.tenant, 'imported-task', row.id,`,
          replace: 'uuidv5(past.tenant, process.pid, row.id,',
        },
      ],
      convictedBy: /was imported and is 2 times in the log|The past did not go in as it is/,
    },
  ],
};

/** Whichever instance is alive, at one address; tokens are checked with the keys of who has issued them. */
async function doorOf(world: World, name: (typeof NAMES)[number]): Promise<string> {
  const isKeys = (path: string): boolean => name === 'auth' && path.startsWith('/.well-known/');
  return world.keep(await Door.before((path) => (isKeys(path) ? world.keysUrl : world.alive(name)?.url))).url;
}

async function startAll(world: World, env: Env): Promise<void> {
  await Promise.all(NAMES.map((name) => world.start(name, env)));
}

/** Insists, as somebody does who repeats the command. */
async function importAndClose(world: World, company: Company): Promise<Company> {
  const imported = await importHistory(company, () => world.alive('tasks')?.url, ROWS);
  const closed = async (): Promise<boolean> => {
    const client = api(world.alive('accounting')?.url ?? '')
      .as(company.admin)
      .forTenant(company.tenant);
    return (await client.post('/api/accounting/cycles/close', {})).status === 200;
  };
  await until(closed, { what: 'the years to be closed', timeout: 4 * PATIENCE_MS });
  await caughtUp(world, company, ...NAMES);
  return imported;
}

/** All services, and now and then the parts with them. */
async function killEverything(world: World, chance: Chance): Promise<void> {
  const { parts } = world;
  const withParts = chance.whole(0, 2) === 0;
  const services = NAMES.flatMap((name) => world.instances(name)).map((service) => service.kill());
  const dying = withParts ? (['postgres', 'kafka'] as const).map((part) => parts.stopPart(part, 'kill')) : [];
  await Promise.all([...services, ...dying]);
  if (withParts) for (const part of ['postgres', 'kafka'] as const) await parts.startPart(part);
}

/** How many there are of what does not depend on what was drawn. */
async function inShort(world: World, { tenant }: Company): Promise<string> {
  const logs = await readLogs(world, tenant);
  const events = NAMES.flatMap((name) => (logs[name] ?? []).map(({ event }) => event));
  return COUNTED.map((name) => `${events.filter((event) => event === name).length} ${name}`).join(', ');
}
