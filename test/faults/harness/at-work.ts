import { until } from '#libs/testing';
import { untilNobodyIsBehind, whyStuck } from '../oracle/stuck.js';
import { type Company } from './company.js';
import { type Load } from './load.js';
import { type World } from './world.js';

/** Far more than anything takes to catch up, on a machine that is busy. */
export const PATIENCE_MS = 90_000;

/**
 * Waits until all of these services have got to the end of the logs of a company.
 *
 * @throws Error that says who stands still, and why
 */
export async function caughtUp(world: World, company: Company, ...services: string[]): Promise<void> {
  const behind = await untilNobodyIsBehind(world, company, services);
  const stuck = await Promise.all(behind.map((each) => whyStuck(world, company, each)));
  if (stuck.length > 0) throw new Error(stuck.join('; '));
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
