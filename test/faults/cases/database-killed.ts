import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, api, until } from '#libs/testing';
import { acknowledged, workFor } from '../harness/at-work.js';
import { type Company } from '../harness/company.js';
import { type Fault } from '../harness/fault.js';
import { type Service } from '../harness/service.js';
import { type Load } from '../harness/load.js';
import { size } from '../harness/size.js';
import { findings } from '../oracle/oracle.js';

const kills = size('AVIARY_FAULTS_DATABASE_KILLS', { short: 1, full: 15 });
/** The longest time for which it stays away. Milliseconds. */
const awayMs = size('AVIARY_FAULTS_DATABASE_AWAY_MS', { short: 800, full: 5_000 });

/** PostgreSQL is killed under load and started again, again and again. */
export const databaseKilled: Fault = {
  name: 'database-killed',
  holds: 'everybody is told to come again, and the same processes go on when it is back',
  short: false,
  async run(world, chance) {
    const company = await world.company();
    const { tasks, accounting } = await world.startAll('tasks', 'accounting');
    const load = await workFor(world, company);
    const { parts } = world;
    const wrong: string[] = [];
    const back: Served[] = [];
    let away = 0;
    load.start(4);
    for (let kill = 0; kill < kills(world) && load.oddities.length === 0; kill += 1) {
      await acknowledged(load, chance.whole(10, 40));
      const { unanswered } = load.counts;
      await parts.stopPart('postgres', 'kill');
      const told = await untilRefused(tasks, company, world.patienceMs);
      if (told.headers.get('retry-after') === null) wrong.push('nobody was told when to come again');
      await pause(chance.whole(0, awayMs(world)));
      away += load.counts.unanswered - unanswered;
      await parts.startPart('postgres');
      back.push(await untilServed(load, [tasks, accounting], company, world.patienceMs));
    }
    tell(back);
    await acknowledged(load, 10);
    await load.stop();
    if (away > 0) wrong.push(`${away} requests were not answered at all`);
    return [...wrong, ...(await findings(world, { company, load, services: [tasks, accounting] }))];
  },
  mutants: [
    {
      what: 'nobody listens when an idle connection breaks',
      patches: [
        {
          file: 'libs/tenancy/src/budgeted-pool.js',
          find: `this.on('error', ({ message })=>`,
          replace: `this.on('nothing', ({ message })=>`,
        },
      ],
      convictedBy: /tasks has ended/,
    },
  ],
};

/** How long after PostgreSQL accepts connections again a read of each service is answered, and a command. Milliseconds. */
interface Served {
  readonly reads: readonly number[];
  readonly command: number;
}

async function untilServed(
  load: Load,
  services: readonly Service[],
  { admin, tenant }: Company,
  timeout: number,
): Promise<Served> {
  const from = performance.now();
  const paths: Readonly<Record<string, string>> = { tasks: '/api/tasks', accounting: '/api/accounting/cycles' };
  const reads = services.map(async ({ name, url }) => {
    const client = api(url).as(admin).forTenant(tenant);
    const read = async () => (await client.get(paths[name] ?? '')).status === 200;
    await until(read, { what: `${name} to read again`, timeout });
    return performance.now() - from;
  });
  const command = acknowledged(load, 1).then(() => performance.now() - from);
  return { reads: await Promise.all(reads), command: await command };
}

function tell(back: readonly Served[]): void {
  const text = (times: readonly number[]): string => times.map((time) => Math.round(time)).join(', ');
  process.stderr.write(
    `database-killed: ${back.length} times; served again after PostgreSQL was back, in ms: ` +
      `reads ${text(back.map(({ reads }) => Math.max(...reads)))}; commands ${text(back.map(({ command }) => command))}\n`,
  );
}

/** What a read is told without a database. Processes of PostgreSQL outlive the first of them for a moment, and answer. */
async function untilRefused(tasks: Service, { manager, tenant }: Company, timeout: number): Promise<Answer> {
  const ask = async () => {
    if (!tasks.alive) return 'dead';
    const answer = await api(tasks.url).as(manager).forTenant(tenant).get('/api/tasks');
    return answer.status === 503 && answer;
  };
  const told = await until(ask, { what: 'a read without a database to be answered 503', timeout });
  if (told === 'dead') throw new Error('tasks has ended');
  return told;
}
