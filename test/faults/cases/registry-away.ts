import { catalogue } from '#libs/contracts';
import { publishSchemas, RegistryClient } from '#libs/messaging';
import { until } from '#libs/testing';
import { PATIENCE_MS, workFor } from '../harness/at-work.js';
import { type Fault } from '../harness/fault.js';
import { Proxy } from '../harness/proxy.js';
import { type World } from '../harness/world.js';
import { findings } from '../oracle/oracle.js';

/** The schema registry is not there when services start, comes, and goes away again (it no more answers). */
export const registryAway: Fault = {
  name: 'registry-away',
  holds: 'nobody waits for it; ids are learnt when it is there, and kept',
  short: false,
  async run(world) {
    const company = await world.company();
    const { hostname: host, port, pathname } = new URL(world.parts.registry.url);
    const registry = world.keep(await Proxy.before({ host, port: Number(port) }));
    const env = { AVIARY_REGISTRY_URL: `http://127.0.0.1:${registry.port}${pathname}` };
    await registry.refuse();
    const services = [await world.start('tasks', env), await world.start('accounting', env)] as const;
    const load = await workFor(world, company);
    await load.do(10);
    const wrong = await findings(world, { company, load, services });
    const own = catalogue.filter(({ service, event }) => service === 'tasks' && event.startsWith('Task'));
    await publishSchemas(new RegistryClient(world.parts.registry.url), own);
    await registry.mend();
    const learnt = async () => {
      await load.deed();
      return await knowsId(world, company.tenant);
    };
    await until(learnt, { what: 'the id of a schema to be learnt', timeout: PATIENCE_MS });
    registry.swallow();
    await load.do(10);
    wrong.push(...(await findings(world, { company, load, services })));
    return wrong;
  },
  mutants: [
    {
      what: 'records wait for the registry',
      patches: [
        {
          file: 'libs/messaging/src/relay/schema-ids.js',
          find: 'if (!isPatient) return this.doWithout(key, error);',
          replace: `if (!isPatient) {
                    this.doWithout(key, error);
                    throw error;
                }`,
        },
        {
          file: 'libs/messaging/src/relay/schema-ids.js',
          find: 'if (!isPatient && Date.now() < this.askAgainAt) return undefined;',
          replace: `if (!isPatient && Date.now() < this.askAgainAt) throw new Error('waiting for the registry');`,
        },
      ],
      convictedBy: /the relay of tasks is at \d+ of \d+; it says: (waiting for )?the registry/i,
    },
  ],
};

async function knowsId(world: World, tenant: string): Promise<boolean> {
  return await world.asSuperuser(tenant, async (client) => {
    const { rowCount } = await client.query(
      `SELECT FROM tasks_log.schemas WHERE event = 'TaskCreated' AND registry_id > 0`,
    );
    return rowCount === 1;
  });
}
