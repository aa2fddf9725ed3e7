import { acknowledged, workFor } from '../harness/at-work.js';
import { type Company } from '../harness/company.js';
import { type Fault } from '../harness/fault.js';
import { type Service } from '../harness/service.js';
import { size } from '../harness/size.js';
import { type World } from '../harness/world.js';
import { findings } from '../oracle/oracle.js';

const joins = size('AVIARY_FAULTS_JOINS', { short: 2, full: 20 });
const NAMES = ['tasks', 'accounting', 'analytics'] as const;

/** Two instances of each service share two companies; of each, one is killed under load. Then others come and go. */
export const instancesShared: Fault = {
  name: 'instances-shared',
  holds: 'what one did the other goes on with, and nobody is stuck after many have come and gone',
  short: false,
  async run(world, chance) {
    const companies = [await world.company(), await world.company()] as const;
    for (const name of NAMES) await Promise.all([world.start(name), world.start(name)]);
    const any = () => chance.oneOf(world.instances('tasks')).url;
    const loads = [await workFor(world, companies[0], any), await workFor(world, companies[1], any)] as const;
    for (const load of loads) load.start(2);
    for (const name of NAMES) {
      await Promise.all(loads.map((load) => acknowledged(load, 10)));
      await (await victim(world, name, companies[0])).kill();
    }
    await Promise.all(loads.map((load) => acknowledged(load, 20)));
    for (let join = 0; join < joins(world); join += 1) {
      const guest = await world.start('analytics');
      await Promise.all(loads.map((load) => acknowledged(load, chance.whole(1, 10))));
      await (chance.whole(0, 1) === 0 ? guest.kill() : guest.end());
    }
    await Promise.all(loads.map((load) => load.stop()));
    const services = NAMES.flatMap((name) => world.instances(name));
    return [
      ...(await findings(world, { company: companies[0], load: loads[0], services })),
      ...(await findings(world, { company: companies[1], load: loads[1], services })),
    ];
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
      convictedBy: /the relay of \w+ is at \d+ of \d+/,
    },
  ],
};

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
