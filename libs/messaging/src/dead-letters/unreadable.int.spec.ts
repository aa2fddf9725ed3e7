import { beforeAll, expect, it } from '@jest/globals';
import { encodeMeta, frame } from '#libs/contracts';
import { uuidv7 } from '#libs/kernel';
import { testDatabase, until } from '#libs/testing';
import { projects, upTo } from '../fixtures/facts.js';
import { ParkingLedger } from '../fixtures/parking-ledger.js';
import { services, type RunningService } from '../fixtures/service.js';
import { produce } from '../fixtures/topic.js';

const PARTITION = 9;
const GARBAGE = Buffer.from([255, 255, 255]);
const instances = services();
const troubled = testDatabase({ partition: PARTITION });
const sound = testDatabase({ partition: PARTITION });
const tenants = [troubled.tenant, sound.tenant];
let tasks: RunningService;
let analytics: RunningService;
let foreign: ParkingLedger;
let own: ParkingLedger;

beforeAll(async () => {
  const settings = { patienceMs: 500, reshipMs: 500, longestRestMs: 1_000 };
  await begin();
  analytics = await instances.start('analytics', {
    ...{ tenants, settings, group: uuidv7() },
    subscribers: (databases) => [(foreign = new ParkingLedger(databases, 'tasks', undefined, 'spec.foreign'))],
  });
}, 300_000);

async function begin(): Promise<void> {
  tasks = await instances.start('tasks', {
    tenants,
    subscribers: (databases) => [(own = new ParkingLedger(databases, 'tasks', undefined, 'spec.own'))],
  });
}

async function record(tenant: string, count: number): Promise<number> {
  const outcome = await tasks.log.append(tenant, projects(count));
  if (outcome.outcome !== 'appended') throw new Error(outcome.outcome);
  return outcome.position;
}

const taken = (ledger: ParkingLedger, tenant: string, position: number): Promise<unknown> =>
  until(async () => (await ledger.checkpoint(tenant)).position >= position, {
    what: `${ledger.name} at ${position} of ${tenant}`,
    timeout: 60_000,
  });

/** Records so many events of which nobody will ever read the given one: a defect has written it. */
async function recordUnreadable(count: number, bad: number): Promise<number> {
  await tasks.relay.stop();
  await tasks.feed.stop();
  const last = await record(troubled.tenant, count);
  await troubled.asSuperuser(async (client) => {
    await client.query('ALTER TABLE tasks_log.events DISABLE TRIGGER ALL');
    const text = 'UPDATE tasks_log.events SET body = $1 WHERE position = $2';
    await client.query(text, [GARBAGE, last - count + bad]);
  });
  await tasks.close();
  await begin();
  return last;
}

it('what nobody can read is set aside once it was shipped again, and everything else is taken', async () => {
  await taken(foreign, troubled.tenant, await record(troubled.tenant, 3));
  const last = await recordUnreadable(3, 2);
  await taken(foreign, sound.tenant, await record(sound.tenant, 2));
  await taken(foreign, troubled.tenant, last);
  const reason = expect.stringMatching(/cannot be decoded: The body cannot be read/);
  expect(foreign.parked).toEqual([{ tenant: troubled.tenant, position: 5, body: GARBAGE, reason }]);
  expect(await foreign.seen(troubled.tenant)).toEqual([1, 2, 3, 4, 6]);
  await taken(foreign, troubled.tenant, await record(troubled.tenant, 1));
  // Beside each event its body is at hand as it lies in the log.
  const stored = await tasks.log.readRaw(troubled.tenant, 5, { maxEvents: 1, maxBytes: 1_000 });
  expect(foreign.bodies).toContainEqual(stored[0]?.body);
  // Of the own log there is no better copy: nobody waits for one.
  await taken(own, troubled.tenant, last);
  expect(own.parked).toEqual([{ tenant: troubled.tenant, position: 5, body: GARBAGE, reason }]);
});

it('what is not from the log is never set aside in place of what the log has', async () => {
  const [event] = await tasks.log.read(sound.tenant, 0, 1);
  const head = (await tasks.log.head(sound.tenant)).position;
  const meta = { ...(event as NonNullable<typeof event>).meta, position: head + 1 };
  const put = (eventId: string) =>
    produce('aviary.tasks', [{ partition: PARTITION, value: frame(1, encodeMeta({ ...meta, eventId }), GARBAGE) }]);
  await put(uuidv7());
  const consumers = async () =>
    ((await analytics.status.report()).consumers ?? []) as { tenant: string; state: string }[];
  const searching = async () =>
    (await consumers()).some(({ tenant, state }) => tenant === sound.tenant && state === 'gap');
  await until(searching, { what: 'a search for the record', timeout: 60_000 });
  await put(uuidv7());
  const last = await record(sound.tenant, 2);
  await taken(foreign, sound.tenant, last);
  expect(foreign.parked.filter(({ tenant }) => tenant === sound.tenant)).toEqual([]);
  expect(await foreign.seen(sound.tenant)).toEqual(upTo(last));
});
