import { api, until } from '#libs/testing';
import { acknowledged, caughtUp, workFor } from '../harness/at-work.js';
import { brokenBuild, type Patch } from '../harness/build.js';
import { type Company } from '../harness/company.js';
import { type Fault } from '../harness/fault.js';
import { type Load } from '../harness/load.js';
import { type Service } from '../harness/service.js';
import { type World } from '../harness/world.js';
import { headsOf } from '../oracle/behind.js';
import { findings } from '../oracle/oracle.js';

/** In the next release a view is another one: it has ten times as much in it. One is folded from the own log, one from topics. */
const NEXT: readonly Patch[] = [
  ['apps/accounting/src/projections/accounts/accounts.projection.js', 'effectOn(account, posting);'] as const,
  [
    'apps/analytics/src/projections/balances/balances.projection.js',
    '(body.to === account ? body.amount : -body.amount)',
  ] as const,
].flatMap(([file, effect]) => [
  { file, find: 'version: 1,', replace: 'version: 2,' },
  { file, find: effect, replace: `10 * ${effect}` },
]);

const SERVICES = ['accounting', 'analytics'] as const;
type Name = (typeof SERVICES)[number];
type Release = Record<Name, Service>;
const VIEWS: Record<Name, string> = { accounting: 'accounts', analytics: 'balances' };
const SOURCE = 'accounting';

/**
 * Two releases run side by side, in which a view of the own log and one of topics differ in version, for companies in several
 * partitions; then the newer one is taken back.
 */
export const twoReleases: Fault = {
  name: 'two-releases',
  holds: 'both serve and both are right, whoever reads which partition, and going back serves at once',
  short: false,
  async run(world) {
    const companies: Company[] = [];
    for (let n = 0; n < 4; n += 1) companies.push(await world.company());
    const tasks = await world.start('tasks');
    const older = await releaseOf(world);
    const loads = await Promise.all(companies.map((company) => workFor(world, company)));
    await Promise.all(loads.map((load) => load.do(3)));
    for (const company of companies) await caughtUp(world, company, 'tasks', ...SERVICES);
    const next = brokenBuild(NEXT, world.build);
    try {
      const newer = await releaseOf(world, next.folder);
      const reader = new Reader(older, companies);
      for (const load of loads) load.start(1);
      await until(async () => (await refusals(newer, companies)).length === 0, {
        ...{ what: 'the newer release to serve', timeout: world.patienceMs },
      });
      await Promise.all(loads.map((load) => acknowledged(load, 4)));
      await Promise.all(loads.map((load) => load.stop()));
      const wrong = await wrongVersions(world, companies);
      wrong.push(...(await reader.stop()));
      if (wrong.length > 0) return wrong;
      for (const name of SERVICES) await newer[name].end();
      // Those who have run all the time, and those who are started again.
      wrong.push(...(await refusals(older, companies)));
      for (const name of SERVICES) await older[name].end();
      const back = await releaseOf(world);
      wrong.push(...(await refusals(back, companies)));
      await Promise.all(loads.map((load) => load.do(1)));
      for (const [n, company] of companies.entries())
        wrong.push(
          ...(await findings(world, { company, load: loads[n] as Load, services: [tasks, ...Object.values(back)] })),
        );
      return wrong;
    } finally {
      await world.clear();
      next.remove();
    }
  },
  mutants: [
    {
      what: 'two releases share the partitions, whatever views they have',
      patches: [
        {
          file: 'libs/messaging/src/kafka/supervised-consumer.js',
          find: 'partitionAssigners: assignersOf(this.task.kind),',
          replace: '',
        },
      ],
      convictedBy: /not the newer release to serve|analytics\.balances_v\d is at \d+ of \d+/,
    },
  ],
};

/** Starts the services of one release. @param folder where it is compiled; what runs everywhere else, by default */
async function releaseOf(world: World, folder = world.build): Promise<Release> {
  const { build } = world;
  world.build = folder;
  try {
    return await world.startAll(...SERVICES);
  } finally {
    world.build = build;
  }
}

/** Who does not answer what it shows of a company, in sentences. */
async function refusals(release: Release, companies: readonly Company[]): Promise<string[]> {
  const paths: Record<Name, string> = {
    accounting: '/api/accounting/me/balance',
    analytics: '/api/analytics/negative-balances',
  };
  const asked = companies.flatMap((company) =>
    SERVICES.map(async (name) => {
      const { status } = await api(release[name].url).as(company.admin).forTenant(company.tenant).get(paths[name]);
      return status === 200 ? [] : [`${name} answered ${status} for ${company.tenant}`];
    }),
  );
  return (await Promise.all(asked)).flat();
}

/** Somebody who asks a release all the while. */
class Reader {
  private reading = true;
  private readonly seen: Promise<string[]>;

  constructor(release: Release, companies: readonly Company[]) {
    this.seen = (async () => {
      const wrong: string[] = [];
      while (this.reading && wrong.length === 0) wrong.push(...(await refusals(release, companies)));
      return wrong;
    })();
    this.seen.catch(() => undefined);
  }

  async stop(): Promise<string[]> {
    this.reading = false;
    return await this.seen;
  }
}

/** Each version of each view gets to the end of the log, while both releases run, and then shows the same. */
async function wrongVersions(world: World, companies: readonly Company[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const company of companies) {
    await caughtUp(world, company, 'tasks', 'accounting');
    const head = (await headsOf(world, company.tenant)).get(SOURCE) ?? 0;
    for (const name of SERVICES) {
      const sums: string[] = [];
      for (const version of [1, 2]) {
        const id = `${name}.${VIEWS[name]}_v${version}`;
        const at = async () => (await positionOf(world, company, name, id)) >= head;
        const there = await until(at, { what: 'it', timeout: world.patienceMs }).catch(() => false);
        if (!there) wrong.push(`${id} is at ${await positionOf(world, company, name, id)} of ${head}`);
        sums.push(await contentOf(world, company, id, version === 1 ? 10 : 1));
      }
      if (sums[0] !== sums[1])
        wrong.push(`${name}.${VIEWS[name]} has ${sums[0]} in one version, and ${sums[1]} in the next`);
    }
  }
  return wrong;
}

async function positionOf(world: World, { tenant }: Company, service: Name, id: string): Promise<number> {
  return await world.asSuperuser(tenant, async (client) => {
    const { rows } = await client.query<{ position: string }>(
      `SELECT position FROM ${service}.checkpoints WHERE consumer = $1 AND source = $2`,
      [id, SOURCE],
    );
    return Number(rows[0]?.position ?? 0);
  });
}

async function contentOf(world: World, { tenant }: Company, table: string, times: number): Promise<string> {
  return await world.asSuperuser(tenant, async (client) => {
    const { rows } = await client.query<{ all: string }>(
      `SELECT string_agg(account || ' ' || balance * $1, ', ' ORDER BY account) AS all FROM ${table}`,
      [times],
    );
    return rows[0]?.all ?? 'nothing';
  });
}
