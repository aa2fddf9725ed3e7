import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { type Admin, type Consumer, Kafka, logLevel } from 'kafkajs';
import { topic } from '#libs/contracts';
import { uuidv7 } from '#libs/kernel';
import { testDatabase, testParts, until } from '#libs/testing';
import { Ledger } from '../fixtures/ledger.js';
import { services, type RunningService } from '../fixtures/service.js';
import { recordsOf } from '../fixtures/topic.js';

/** No other spec writes this topic, so it can be harmed here. Its events are new epochs, the only ones that any log has. */
const SERVICE = 'keeper';
const TOPIC = topic(SERVICE);
const PARTITION = 5;
const settings = { watchMs: 800, reshipMs: 400 };

const begun = new Date();
const instances = services();
let tenant = '';
const database = testDatabase({ partition: PARTITION });
let admin: Admin;
let keeper: RunningService;
let reader: RunningService;
let ledger: Ledger;

beforeAll(async () => {
  tenant = database.tenant;
  admin = new Kafka({ brokers: [testParts().kafka.bootstrap], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  keeper = await instances.start(SERVICE, { tenants: [tenant], settings });
  reader = await startReader();
}, 300_000);
afterAll(() => admin.disconnect());

function startReader(): Promise<RunningService> {
  const group = uuidv7();
  const subscribers = (databases: RunningService['databases']) => [
    (ledger = new Ledger(databases, SERVICE, new Set(), group)),
  ];
  return instances.start('analytics', { tenants: [tenant], group, subscribers, settings });
}

/** Records one event more. @returns its position */
async function record(): Promise<number> {
  const { epoch } = await keeper.log.head(tenant);
  return (await keeper.log.openEpoch(tenant, { after: epoch, actor: 'system:spec' })).position;
}

const taken = (position: number): Promise<unknown> =>
  until(async () => (await ledger.checkpoint(tenant)).position >= position, {
    what: `the reader to get to ${position}`,
    timeout: 60_000,
  });

const shipped = (position: number): Promise<unknown> =>
  until(async () => (await keeper.log.relayProgress(tenant)).position >= position, {
    what: `${position} to be shipped`,
  });

/** What was said of a service's topics, ever. */
const troubles = async ({ metrics }: RunningService): Promise<number> =>
  Number(/^aviary_topic_troubles_total\S* (\d+)/m.exec(await metrics.text())?.[1] ?? 0);

/** What people are to be told of the topic. @returns of each alarm, whether it is over */
async function alarms(): Promise<boolean[]> {
  const { rows } = await keeper.control.pool.query<{ over: boolean }>(
    `SELECT over IS NOT NULL AS over FROM control.alarms
      WHERE kind = 'topic' AND tenant = 'aviary' AND starts_with(subject, $1) AND at >= $2`,
    [TOPIC, begun],
  );
  return rows.map(({ over }) => over);
}

beforeEach(async () => taken(await record()));

it('a topic that is deleted is made anew, and has the whole log again; readers read on', async () => {
  await admin.deleteTopics({ topics: [TOPIC] });
  await until(async () => (await troubles(keeper)) > 0, { what: 'it to be noticed', timeout: 60_000 });
  await until(async () => (await alarms()).length > 0, { what: 'an alarm' });
  const last = await record();
  await taken(last);
  const positions = async () => new Set((await recordsOf(TOPIC, tenant)).map(({ meta }) => meta.position));
  await until(async () => (await positions()).size === last, { what: 'all of the log to be there', timeout: 60_000 });
  await until(async () => (await alarms()).every((over) => over), { what: 'the alarm to be over', timeout: 60_000 });
});

it('what was deleted before anybody read it is shipped again, though nothing new comes', async () => {
  await reader.close();
  const last = await record();
  await shipped(last);
  const high = (await admin.fetchTopicOffsets(TOPIC))[PARTITION]?.high ?? '0';
  await admin.deleteTopicRecords({ topic: TOPIC, partitions: [{ partition: PARTITION, offset: high }] });
  reader = await startReader();
  await taken(last);
});

it('what the topic never got, and nothing after it shows, is shipped again', async () => {
  await keeper.relay.stop();
  const last = await record();
  await database.asSuperuser((client) => client.query('UPDATE keeper_log.relay SET position = $1', [last]));
  keeper = await instances.start(SERVICE, { tenants: [tenant], settings });
  await taken(last);
});

it('a reader that beats and fetches, but nothing of one partition, is made anew', async () => {
  const { life } = reader.consumer.main as unknown as { life: { consumer: Consumer } };
  life.consumer.pause([{ topic: TOPIC, partitions: [PARTITION] }]);
  const before = await troubles(reader);
  await taken(await record());
  expect(await troubles(reader)).toBeGreaterThan(before);
});
