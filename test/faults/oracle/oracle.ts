import { api } from '#libs/testing';
import { type Company } from '../harness/company.js';
import { type Load } from '../harness/load.js';
import { type Service } from '../harness/service.js';
import { type World } from '../harness/world.js';
import { type Behind } from './behind.js';
import { wrongChains } from './chains.js';
import { wrongDeeds } from './deeds.js';
import { readLogs } from './logs.js';
import { wrongMoney } from './money.js';
import { untilNobodyIsBehind, whyStuck } from './stuck.js';
import { wrongViews } from './views.js';

/** What a fault has left behind. */
export interface Evidence {
  readonly company: Company;
  readonly load: Load;
  /** Of those that run, one instance each: whose logs, views and topics are looked at. */
  readonly services: readonly Service[];
}

/**
 * The one oracle of all faults. It waits until everybody has caught up or stands still, and then reads everything from the databases and
 * the topics, without the code that wrote it, as far as that goes:
 * - what was acknowledged is stored, and each idempotency key took effect once (`deeds.ts`);
 * - streams and positions are gapless, and each chain holds (`chains.ts`);
 * - Kafka's order is the log's, each record byte by byte (the check `topics` of each service, as in `aviary verify`);
 * - views equal their fold (`views.ts`);
 * - each task was charged and credited once, and the sum is zero (`money.ts`, and the check `money`).
 *
 * @returns what is wrong, in sentences; none if all is well
 */
export async function findings(world: World, evidence: Evidence): Promise<string[]> {
  const { company, load, services } = evidence;
  const dead = services.filter((service) => !service.alive).map(({ name }) => `${name} has ended`);
  if (dead.length > 0) return [...load.oddities, ...dead];
  const names = services.map(({ name }) => name);
  const behind = await untilNobodyIsBehind(world, company, names);
  const stuck = await Promise.all(behind.map((each) => whyStuck(world, company, each)));
  const logs = await readLogs(world, company.tenant);
  return [
    ...load.oddities,
    ...stuck,
    ...(await wrongChains(world, company.tenant)),
    ...wrongDeeds(load.deeds, logs.tasks, company.imported),
    ...(names.includes('accounting') && gotThere(behind, 'accounting', 'reactor') ? wrongMoney(logs) : []),
    ...(await wrongViews(world, company.tenant, { services: names, behind, logs })),
    ...(await wrongChecks(company, services, behind)),
  ];
}

/** Who is still on the way cannot be held against the logs. */
const gotThere = (behind: readonly Behind[], service: string, ...parts: Behind['part'][]): boolean =>
  !behind.some((each) => each.service === service && parts.includes(each.part));

/** The checks of `aviary verify`: those that read topics and money. */
async function wrongChecks(
  { tenant, operator }: Company,
  services: readonly Service[],
  behind: readonly Behind[],
): Promise<string[]> {
  const wrong: string[] = [];
  for (const { name, url } of services) {
    const client = api(url).as(operator).forTenant(tenant);
    const checks = [
      ...(gotThere(behind, name, 'relay') ? ['topics'] : []),
      ...(name === 'accounting' && gotThere(behind, name, 'reactor', 'view') ? ['money'] : []),
    ];
    for (const check of checks) {
      const { status, body } = await client.get<{ wrong?: string | null }>(`/internal/checks/${check}`);
      if (status !== 200) wrong.push(`${name} could not check ${check}: ${JSON.stringify(body)}`);
      else if (body.wrong) wrong.push(`${name}, ${check}: ${body.wrong}`);
    }
  }
  return wrong;
}
