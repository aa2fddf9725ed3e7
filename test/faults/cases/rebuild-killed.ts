import { setTimeout as pause } from 'node:timers/promises';
import { api, until } from '#libs/testing';
import { accounts } from '../../../apps/accounting/src/projections/accounts/accounts.projection.js';
import { caughtUp, PATIENCE_MS, workFor } from '../harness/at-work.js';
import { type Chance } from '../harness/chance.js';
import { type Company } from '../harness/company.js';
import { type Fault } from '../harness/fault.js';
import { type Service } from '../harness/service.js';
import { size } from '../harness/size.js';
import { type World } from '../harness/world.js';
import { findings } from '../oracle/oracle.js';

const kills = size('AVIARY_FAULTS_REBUILD_KILLS', { short: 2, full: 10 });
const LONGEST_MS = 400;

/** The process that rebuilds a view is killed (`kill -9`) while people work: before it has written, in the swap, at any moment. */
export const rebuildKilled: Fault = {
  name: 'rebuild-killed',
  holds:
    'the view is read as it was, whoever comes next goes on, and in the end it is its fold and nothing is left over',
  short: false,
  async run(world, chance) {
    const { tasks, ...ledger } = await world.startAll('tasks', 'accounting');
    let { accounting } = ledger;
    const company = await world.company();
    const load = await workFor(world, company);
    await load.do(8);
    await caughtUp(world, company, 'tasks', 'accounting');
    load.start(1);
    const reader = new Reader(world, company);
    for (let kill = 0; kill < kills(world); kill += 1) {
      await rebuildAndDie(accounting, company, kill, chance);
      accounting = await world.start('accounting');
      await ended(accounting, company);
    }
    await load.stop();
    await rebuild(accounting, company, 'kafka');
    await ended(accounting, company);
    const seen = await reader.stop();
    return [
      ...(await findings(world, { company, load, services: [tasks, accounting] })),
      ...(await leftOver(world, company)),
      ...seen,
    ];
  },
  mutants: [
    {
      what: 'how far a rebuild has got is kept before its rows are',
      patches: [
        {
          file: 'libs/projections/src/rebuild/shadow.js',
          find: 'const { table, lines: linesTable } = this.tables;',
          replace: `const { table, lines: linesTable } = this.tables;
        if (this.kind === 'rebuild') {
            await this.store(at);
            await this.client.query('COMMIT');
            await this.client.query('BEGIN');
        }`,
        },
      ],
      convictedBy: /a reader saw \d+ entries, after \d+|accounting\.accounts_v1 is not its fold/,
    },
  ],
};

const PATH = '/internal/projections';

interface Act {
  readonly view: string;
  readonly act: string;
  readonly state: string;
  readonly reason: string | null;
}

const clientOf = ({ url }: Service, { admin, tenant }: Company) => api(url).as(admin).forTenant(tenant);

async function rebuild(service: Service, company: Company, source: 'log' | 'kafka'): Promise<void> {
  const { status, body } = await clientOf(service, company).post(`${PATH}/rebuild`, { view: 'accounts', source });
  if (status !== 200) throw new Error(`a rebuild was answered ${status} ${JSON.stringify(body)}`);
}

/** The first dies before it has written, the second in the swap, all others somewhere. */
async function rebuildAndDie(service: Service, company: Company, kill: number, chance: Chance): Promise<void> {
  const point = (['rebuild.before-spill', 'rebuild.before-swap'] as const)[kill];
  if (point) service.arm(point, 'kill', { of: accounts.id });
  // The answer may be lost with the process.
  await rebuild(service, company, kill % 2 === 0 ? 'log' : 'kafka').catch(() => undefined);
  if (point) return await service.gone(`accounting to die at ${point}`);
  await pause(chance.whole(0, LONGEST_MS));
  await service.kill();
}

/** Waits until whoever has come next is at the end of it, which it does unasked. */
async function ended(service: Service, company: Company): Promise<void> {
  const act = async (): Promise<Act | undefined> => {
    const { body } = await clientOf(service, company).get<{ views: { act: Act | null }[] }>(PATH);
    const found = body.views.flatMap((view) => view.act ?? []).find(({ view }) => view === accounts.id);
    return found && ['done', 'failed'].includes(found.state) ? found : undefined;
  };
  const { state, reason } = await until(act, { what: 'the rebuild to be ended', timeout: PATIENCE_MS });
  if (state === 'failed') throw new Error(`the rebuild has failed: ${reason}`);
}

/** Somebody who reads the view's lines all the while. */
class Reader {
  private reading = true;
  private readonly seen: Promise<string[]>;

  constructor(world: World, { tenant }: Company) {
    this.seen = world.asSuperuser(tenant, async (client) => {
      const wrong: string[] = [];
      for (let least = 0; this.reading && wrong.length === 0; await pause(5)) {
        const { rows } = await client.query<{ n: number }>('SELECT count(*)::int AS n FROM accounting.entries_v1');
        const n = rows[0]?.n ?? 0;
        if (n < least) wrong.push(`a reader saw ${n} entries, after ${least}`);
        least = n;
      }
      return wrong;
    });
    this.seen.catch(() => undefined);
  }

  async stop(): Promise<string[]> {
    this.reading = false;
    return await this.seen;
  }
}

/** Beside the tables that are read there are the previous ones, and no others. */
async function leftOver(world: World, { tenant }: Company): Promise<string[]> {
  return await world.asSuperuser(tenant, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'accounting' AND tablename ~ '_v1_(rebuild|refold|verify)$'`,
    );
    return rows.map(({ name }) => `${name} is left over`);
  });
}
