import { beforeAll, describe, expect, it } from '@jest/globals';
import { uuidv7 } from '#libs/kernel';
import { testDatabase, until } from '#libs/testing';
import { projects, upTo } from '../fixtures/facts.js';
import { Ledger } from '../fixtures/ledger.js';
import { services, type RunningService } from '../fixtures/service.js';

const instances = services();
const one = testDatabase({ partition: 3 }).tenant;
const other = testDatabase({ partition: 4 }).tenant;
const tenants = [one, other];
let tasks: RunningService;

/** An instance of a service that reads the tasks' log; instances of the same group share the work. */
async function reader(group: string): Promise<{ service: RunningService; ledger: Ledger }> {
  let ledger: Ledger | undefined;
  const subscribers = (databases: RunningService['databases']) => [
    (ledger = new Ledger(databases, 'tasks', undefined, group)),
  ];
  const service = await instances.start('analytics', { tenants, group, subscribers });
  return { service, ledger: ledger as unknown as Ledger };
}

/** Records so many events more, and answers the position of the last. */
async function record(tenant: string, count: number): Promise<number> {
  const outcome = await tasks.log.append(tenant, projects(count));
  if (outcome.outcome !== 'appended') throw new Error(outcome.outcome);
  return outcome.position;
}

async function taken(service: RunningService, tenant: string, position: number): Promise<void> {
  if (!(await service.subscriptions.reached(tenant, 'tasks', 1, position, 20_000)))
    throw new Error(`Nobody got to ${position}.`);
}

const partitionsOf = ({ consumer }: RunningService): string[] => [...consumer.main.partitions.keys()];

beforeAll(async () => {
  tasks = await instances.start('tasks', { tenants });
}, 300_000);

describe('TopicConsumer', () => {
  it('brings a log to a subscriber of another service, once and in order', async () => {
    const { service, ledger } = await reader(uuidv7());
    const last = await record(one, 300);
    await taken(service, one, last);
    expect(await ledger.seen(one)).toEqual(upTo(last));
    await taken(service, one, await record(one, 1));
    expect(await ledger.seen(one)).toEqual(upTo(last + 1));
    await service.close();
  });

  it('drops what the relay ships again', async () => {
    const { service, ledger } = await reader(uuidv7());
    await taken(service, one, await record(one, 50));
    await tasks.log.relayRewind(one, 10);
    const last = await record(one, 1);
    await taken(service, one, last);
    expect(await ledger.seen(one)).toEqual(upTo(last));
    await service.close();
  });

  it('takes each event once when it ends between the effect and the cursor', async () => {
    const group = uuidv7();
    const first = await reader(group);
    let stuck = (): void => undefined;
    const ended = new Promise<void>((resolve) => (stuck = resolve));
    first.ledger.after = () => ended;
    const half = await record(one, 100);
    await until(async () => (await first.ledger.seen(one)).length > 0, { what: 'the first effect' });
    await first.service.close();
    const second = await reader(group);
    const last = await record(one, 100);
    await taken(second.service, one, last);
    stuck();
    expect(half).toBe(last - 100);
    expect(await second.ledger.seen(one)).toEqual(upTo(last));
    await second.service.close();
  });

  it('goes on from the cursor, wherever Kafka thinks the group is', async () => {
    const group = uuidv7();
    const first = await reader(group);
    await taken(first.service, one, await record(one, 20));
    await first.service.close();
    const { control } = tasks;
    // As after the control database was put back to yesterday.
    await control.pool.query(`UPDATE control.cursors SET "offset" = greatest("offset" - 15, 0) WHERE consumer = $1`, [
      group,
    ]);
    const second = await reader(group);
    const last = await record(one, 20);
    await taken(second.service, one, last);
    expect(await second.ledger.seen(one)).toEqual(upTo(last));
    await second.service.close();
  });

  it('shares the work of a group, and takes over from one who leaves', async () => {
    const group = uuidv7();
    const [first, second] = [await reader(group), await reader(group)];
    const balanced = () => partitionsOf(first.service).length === 6 && partitionsOf(second.service).length === 6;
    await until(balanced, { what: 'half of the partitions each', timeout: 60_000 });
    const lasts = new Map<string, number>();
    for (const tenant of tenants) lasts.set(tenant, await record(tenant, 200));
    for (const tenant of tenants) await taken(first.service, tenant, lasts.get(tenant) ?? 0);
    await first.service.close();
    for (const tenant of tenants) lasts.set(tenant, await record(tenant, 200));
    for (const tenant of tenants) await taken(second.service, tenant, lasts.get(tenant) ?? 0);
    for (const tenant of tenants) expect(await second.ledger.seen(tenant)).toEqual(upTo(lasts.get(tenant) ?? 0));
    await second.service.close();
  });
});
