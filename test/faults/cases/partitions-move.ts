import { api } from '#libs/testing';
import { caughtUp, workFor } from '../harness/at-work.js';
import { type Company } from '../harness/company.js';
import { type Fault } from '../harness/fault.js';
import { type Service } from '../harness/service.js';
import { findings } from '../oracle/oracle.js';

/** The group gives its partitions out anew, again and again: an instance joins, one leaves in order, one without a word. */
export const partitionsMove: Fault = {
  name: 'partitions-move',
  holds: 'whoever gets a partition goes on where the other was',
  short: false,
  async run(world) {
    const company = await world.company();
    const tasks = await world.start('tasks');
    await world.start('analytics');
    const accounting = await world.start('accounting');
    const load = await workFor(world, company);
    for (const leave of ['end', 'kill', 'end'] as const) {
      await world.start('analytics');
      await load.do(4);
      await caughtUp(world, company, 'tasks', 'accounting', 'analytics');
      const instances = world.instances('analytics');
      const readers = await Promise.all(instances.map(async (each) => ((await reads(each, company)) ? [each] : [])));
      await (readers.flat()[0] ?? instances[0])?.[leave]();
      await load.do(4);
      await caughtUp(world, company, 'tasks', 'accounting', 'analytics');
    }
    return await findings(world, { company, load, services: [tasks, accounting, ...world.instances('analytics')] });
  },
  mutants: [
    {
      what: 'only the first partitions that a process gets are read',
      patches: [
        {
          file: 'libs/messaging/src/consuming/main-reader.js',
          find: 'if (this.generation !== generation) return;',
          replace:
            'if (this.generation !== generation || (generation > 2 && this.group === "aviary.analytics")) return;',
        },
      ],
      convictedBy: /analytics\.\w+ in \w+ is at \d+ of \d+/,
    },
  ],
};

/** Whether this instance has the company's partition. */
async function reads({ url }: Service, { tenant, operator }: Company): Promise<boolean> {
  const { body } = await api(url)
    .as(operator)
    .forTenant(tenant)
    .get<{ consumers?: readonly { tenant: string }[] }>('/internal/status');
  return body.consumers?.some((row) => row.tenant === tenant) ?? false;
}
