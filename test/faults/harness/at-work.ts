import { until } from '#libs/testing';
import { behindWhat } from '../oracle/behind.js';
import { type Company } from './company.js';
import { type Load } from './load.js';
import { type World } from './world.js';

/** Far more than anything takes to catch up, on a machine that is busy. */
export const PATIENCE_MS = 90_000;

/** Waits until all of these services have got to the end of the logs of a company. */
export async function caughtUp(world: World, { tenant }: Company, ...services: string[]): Promise<void> {
  let behind: string[] = [];
  const nobody = async () => (behind = await behindWhat(world, tenant, services)).length === 0;
  await until(nobody, { what: `${services.join(', ')} at the end of the logs`, timeout: world.patienceMs }).catch(
    (error: unknown) => {
      throw new Error(behind.join('; ') || String(error), { cause: error });
    },
  );
}

/** Work for a company whose developers `tasks` knows by now. @param url of `tasks`; whichever instance is alive by default */
export async function workFor(
  world: World,
  company: Company,
  url: () => string | undefined = () => world.alive('tasks')?.url,
): Promise<Load> {
  const known = () =>
    world.asSuperuser(company.tenant, async (client) => {
      const { rowCount } = await client.query(
        'SELECT FROM tasks.assignable_people_v1 WHERE active AND can_be_assigned',
      );
      return rowCount === company.developers.size;
    });
  await until(known, { what: `tasks to know the developers of ${company.tenant}`, timeout: PATIENCE_MS });
  return world.load(company, url);
}

/** Waits until so many more requests were acknowledged. */
export async function acknowledged(load: Load, more: number): Promise<void> {
  const wanted = load.counts.acknowledged + more;
  await until(() => load.counts.acknowledged >= wanted || load.oddities.length > 0, {
    ...{ what: `${more} more requests acknowledged`, timeout: PATIENCE_MS },
  });
}
