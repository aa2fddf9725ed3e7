import { beforeAll, expect, it } from '@jest/globals';
import { CheckRegistry, type CheckReport } from '#libs/platform';
import { testDatabase, until } from '#libs/testing';
import { projects } from '../fixtures/facts.js';
import { services, type RunningService } from '../fixtures/service.js';
import { produce, recordsOf } from '../fixtures/topic.js';

const PARTITION = 7;
const TOPIC = 'aviary.tasks';
const instances = services();
const database = testDatabase({ partition: PARTITION });
let tasks: RunningService;

beforeAll(async () => {
  tasks = await instances.start('tasks', { tenants: [database.tenant] });
}, 300_000);

/** Made again while it throws: a broker that has just started refuses those who read as a group, for a moment. */
const check = async (): Promise<CheckReport | undefined> =>
  await until(async () => await tasks.app.get(CheckRegistry).find('topics')?.(database.tenant), {
    ...{ what: 'a report of the topic', timeout: 60_000 },
  });

const shippedTo = async (position: number) =>
  await until(async () => (await tasks.log.relayProgress(database.tenant)).position === position, {
    what: `the log shipped up to ${position}`,
  });

it('is content with an empty log, and with one that was shipped', async () => {
  expect(await check()).toEqual({ events: 0, wrong: null });
  await tasks.log.append(database.tenant, projects(30));
  // The check itself waits for the relay, but not for as long as a busy machine may take.
  await shippedTo(30);
  expect(await check()).toEqual({ events: 30, wrong: null });
});

it('finds what was noted as shipped and is not there', async () => {
  await tasks.relay.stop();
  await tasks.log.append(database.tenant, projects(3));
  await tasks.log.relayAdvance(database.tenant, { epoch: 1, position: 33, offset: 1_000 });
  expect(await check()).toEqual({
    events: 33,
    wrong: 'position 31 is not there after position 30; the log has got to 33',
  });
});

it('is content again when the log was shipped again', async () => {
  await tasks.log.relayRewind(database.tenant, 30);
  await instances.start('tasks', { tenants: [database.tenant] });
  await shippedTo(33);
  expect(await check()).toEqual({ events: 33, wrong: null });
});

it('finds a record that is not what the log has', async () => {
  const [first] = await recordsOf(TOPIC, database.tenant);
  const value = Buffer.from(first?.message.value ?? '');
  value.writeUInt8(value.readUInt8(value.length - 1) ^ 1, value.length - 1);
  await produce(TOPIC, [{ partition: PARTITION, key: first?.key ?? '', value }]);
  expect((await check())?.wrong).toMatch(/has another body than the event at position 1 of the log/);
});
