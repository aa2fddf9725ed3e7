import { expectProblem, api, until } from '#libs/testing';
import { databaseOf } from '#libs/tenancy';
import { caughtUp, PATIENCE_MS, workFor } from '../harness/at-work.js';
import { type Fault } from '../harness/fault.js';
import { type World } from '../harness/world.js';
import { findings } from '../oracle/oracle.js';

/** One tenant's database is away while its events lie in a partition with those of another. */
export const tenantAway: Fault = {
  name: 'tenant-away',
  holds: 'the others go on, and it catches up without anything new happening in it',
  short: false,
  async run(world) {
    const [gone, other] = [await world.company({ partition: 0 }), await world.company({ partition: 0 })];
    const { tasks, accounting } = await world.startAll('tasks', 'accounting');
    const [its, others] = [await workFor(world, gone), await workFor(world, other)];
    await Promise.all([its.do(5), others.do(5)]);
    await Promise.all([gone, other].map((company) => caughtUp(world, company, 'tasks', 'accounting')));
    await admit(world, gone.tenant, false);
    const analytics = await world.start('analytics');
    await others.do(5);
    await caughtUp(world, other, 'tasks', 'accounting', 'analytics');
    const refused = await api(tasks.url).as(gone.manager).forTenant(gone.tenant).get('/api/tasks');
    expectProblem(refused, 503, 'database-unavailable');
    await admit(world, gone.tenant, true);
    await caughtUp(world, gone, 'tasks', 'accounting', 'analytics');
    await its.do(2);
    const services = [tasks, accounting, analytics];
    return [
      ...(await findings(world, { company: gone, load: its, services })),
      ...(await findings(world, { company: other, load: others, services })),
    ];
  },
  mutants: [
    {
      what: 'the cursor moves on over what somebody could not take',
      patches: [
        {
          file: 'libs/messaging/src/consuming/main-reader.js',
          find: 'if (obstacle) await this.setBack(',
          replace: 'if (false) await this.setBack(',
        },
      ],
      convictedBy:
        /analytics\.\w+ in (tasks|accounting) is at 0 of \d+; the cursor of analytics has passed it, and nobody/,
    },
  ],
};

/** Lets connections into the tenant's database, or lets none in and ends those there are. */
async function admit(world: World, tenant: string, everybody: boolean): Promise<void> {
  const database = databaseOf(tenant);
  await world.asSuperuser('postgres', async (client) => {
    await client.query(`ALTER DATABASE "${database}" ALLOW_CONNECTIONS ${everybody}`);
    if (everybody) return;
    const nobody = async () =>
      (await client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1`, [database]))
        .rowCount === 0;
    await until(nobody, { what: `nobody in ${database}`, timeout: PATIENCE_MS });
  });
}
