import { api, until } from '#libs/testing';
import { caughtUp, workFor } from '../harness/at-work.js';
import { brokenBuild, type Patch } from '../harness/build.js';
import { type Company } from '../harness/company.js';
import { type Fault } from '../harness/fault.js';
import { type Service } from '../harness/service.js';
import { type World } from '../harness/world.js';

/** The next release: it knows, and writes, one more version of an event. */
const NEXT: Patch = {
  file: 'libs/contracts/src/catalogue.js',
  find: '/** All versions of an event, oldest first; none if there is no such event. */',
  replace: `for (const one of byName.get('tasks')?.get('TaskCompleted') ?? []) {
    byName.get('tasks').set('TaskCompleted', [one, { ...one, version: 2 }]);
}
/** */`,
};

/** A release that writes a new version of an event is out, and services that read it are not upgraded yet. */
export const newerRelease: Fault = {
  name: 'newer-release',
  holds: 'who does not know the version waits before it and says so, and goes on by itself after an upgrade',
  short: false,
  async run(world) {
    const company = await world.company();
    const next = brokenBuild([NEXT], world.build);
    try {
      let accounting = await world.start('accounting');
      const tasks = await startFrom(world, next.folder, 'tasks');
      const load = await workFor(world, company, () => tasks.url);
      await load.do(4);
      const wrong: string[] = [];
      const said = await until(async () => await newer(accounting, company), {
        ...{ what: 'the ledger to wait for an upgrade', timeout: world.patienceMs },
      });
      if (!/TaskCompleted in version 2.*It waits for an upgrade/.test(said)) wrong.push(`it says: ${said}`);
      // What it does not handle, or knows, goes on elsewhere.
      await caughtUp(world, company, 'tasks');
      await accounting.end();
      accounting = await startFrom(world, next.folder, 'accounting');
      await load.do(1);
      await caughtUp(world, company, 'tasks', 'accounting');
      return [...load.oddities, ...wrong, ...(await notEntered(world, company))];
    } finally {
      await world.clear();
      next.remove();
    }
  },
  mutants: [
    {
      what: 'what nobody here knows is passed over',
      patches: [
        {
          file: 'libs/messaging/src/consuming/lane.js',
          find: 'const opened = await batch.open(wanted);',
          replace: 'const opened = (await batch.open(wanted)).filter((each)=>!(each instanceof Error));',
        },
      ],
      convictedBy: /not the ledger to wait for an upgrade/,
    },
  ],
};

async function startFrom(world: World, folder: string, name: string): Promise<Service> {
  const { build } = world;
  world.build = folder;
  try {
    return await world.start(name);
  } finally {
    world.build = build;
  }
}

/** Why the reactor waits, as its status says it. */
async function newer({ url }: Service, { tenant, operator }: Company): Promise<string | undefined> {
  interface Status {
    readonly consumers?: readonly { tenant: string; state: string; reason?: string }[];
  }
  const { body } = await api(url).as(operator).forTenant(tenant).get<Status>('/internal/status');
  return body.consumers?.find((row) => row.tenant === tenant && row.state === 'newer')?.reason;
}

/** Each task that is done is paid for, once. */
async function notEntered(world: World, { tenant }: Company): Promise<string[]> {
  return await world.asSuperuser(tenant, async (client) => {
    const { rows } = await client.query<{ position: string; version: number; entries: number }>(
      `SELECT t.position, t.schema_version AS version, count(a.position)::int AS entries FROM tasks_log.events t
         LEFT JOIN accounting_log.events a ON a.causation_id = t.event_id
        WHERE t.event = 'TaskCompleted' GROUP BY t.position, t.schema_version`,
    );
    if (!rows.some(({ version }) => version === 2)) return ['nothing was written in version 2'];
    return rows
      .filter(({ entries }) => entries !== 1)
      .map((row) => `tasks=${row.position} led to ${row.entries} entries`);
  });
}
