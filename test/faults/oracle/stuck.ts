import { setTimeout as pause } from 'node:timers/promises';
import { topic } from '#libs/contracts';
import { api } from '#libs/testing';
import { type Company } from '../harness/company.js';
import { type World } from '../harness/world.js';
import { type Behind, behindWhat, type Heads, sentenceOf } from './behind.js';
import { endOf } from './topics.js';

/** Whoever moves is not stuck, but cannot be waited for for ever: so often the patience that is had with who stands still. */
const MOVING = 5;

/**
 * Waits until all of these services have got to the end of the logs, for as long as anything moves.
 *
 * @param heads where the logs ended at some time; by default, the end is wherever it is by then
 * @returns who has stood still for longer than the world's patience; nobody if all have got there
 */
export async function untilNobodyIsBehind(
  world: World,
  { tenant }: Company,
  services: readonly string[],
  heads?: Heads,
): Promise<readonly Behind[]> {
  const end = Date.now() + MOVING * world.patienceMs;
  let [seen, since] = ['', Date.now()];
  for (;;) {
    // A part that has just been started may refuse a question.
    const behind = await behindWhat(world, tenant, services, heads).catch((error: unknown) => String(error));
    if (behind.length === 0) return [];
    const now = typeof behind === 'string' ? behind : behind.map(sentenceOf).join();
    if (now !== seen) [seen, since] = [now, Date.now()];
    if (Date.now() - since > world.patienceMs || Date.now() > end) {
      if (typeof behind === 'string') throw new Error(behind);
      return behind;
    }
    await pause(100);
  }
}

/** Why somebody does not get on, as far as it can be seen: what nobody waits for any more cannot come. */
export async function whyStuck(world: World, company: Company, behind: Behind): Promise<string> {
  const reasons =
    behind.part === 'relay' ? await whyNotShipped(world, company, behind) : await whyNotRead(world, company, behind);
  return [sentenceOf(behind), ...reasons].join('; ');
}

async function whyNotShipped(world: World, { tenant, operator }: Company, { service }: Behind): Promise<string[]> {
  const lost = await world.asSuperuser('aviary', async (client) => {
    const { rowCount } = await client.query(
      'SELECT FROM control.leases WHERE name = $1 AND expires_at < clock_timestamp()',
      [`relay:${service}:${tenant}`],
    );
    return rowCount === 1 ? ['its lease has expired, and nobody takes it'] : [];
  });
  const said = world.instances(service).map(async ({ url }) => {
    interface Status {
      readonly relay?: readonly { tenant: string; lastError: string | null }[];
    }
    const { body } = await api(url).as(operator).forTenant(tenant).get<Status>('/internal/status');
    return body.relay?.find((each) => each.tenant === tenant)?.lastError ?? [];
  });
  return [...lost, ...(await Promise.all(said)).flat().map((error) => `it says: ${error}`)];
}

/** Of a topic: a reader that is past all of it will not come to it again, unless it has noted that it has to. */
async function whyNotRead(
  world: World,
  { tenant, partition }: Company,
  { service, source }: Behind,
): Promise<string[]> {
  if (service === source) return [];
  const end = await endOf(world, topic(source), partition);
  const place = [`aviary.${service}`, topic(source), partition];
  return await world.asSuperuser('aviary', async (client) => {
    const past = await client.query(
      'SELECT FROM control.cursors WHERE consumer = $1 AND topic = $2 AND "partition" = $3 AND "offset" >= $4',
      [...place, String(end)],
    );
    const noted = await client.query<{ reason: string }>(
      'SELECT reason FROM control.behind WHERE consumer = $1 AND topic = $2 AND "partition" = $3 AND tenant = $4',
      [...place, tenant],
    );
    if (noted.rows[0]) return [`it is noted as behind: ${noted.rows[0].reason}`];
    return past.rowCount === 1 ? [`the cursor of ${service} has passed it, and nobody has noted that`] : [];
  });
}
