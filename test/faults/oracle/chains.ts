import { verifyChain } from '#libs/event-store';
import { SERVICES_WITH_LOG } from '#libs/platform';
import { type World } from '../harness/world.js';

/** Positions 1, 2, 3 …, versions of each stream 1, 2, 3 …, and each hash recomputed from what is stored. */
export async function wrongChains(world: World, tenant: string): Promise<string[]> {
  return await world.asSuperuser(tenant, async (client) => {
    const wrong: string[] = [];
    for (const service of SERVICES_WITH_LOG) {
      const { broken } = await verifyChain(client, service);
      if (broken) wrong.push(`the log of ${service} is broken at position ${broken.position}: ${broken.what}`);
    }
    return wrong;
  });
}
