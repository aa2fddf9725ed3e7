import { type Admin, Kafka, logLevel } from 'kafkajs';
import { api, until } from '#libs/testing';
import { caughtUp, PATIENCE_MS, workFor } from '../harness/at-work.js';
import { type Company } from '../harness/company.js';
import { type Fault, type Mutant } from '../harness/fault.js';
import { type Load } from '../harness/load.js';
import { type Service } from '../harness/service.js';
import { type World } from '../harness/world.js';
import { findings } from '../oracle/oracle.js';

const TOPIC = 'aviary.tasks';
/** Trouble is noticed soon; everything else is as ever. */
const SOON = { AVIARY_WATCH_SECONDS: '2' };

/** What harms are done to. */
interface Harmed {
  readonly world: World;
  readonly company: Company;
  readonly load: Load;
  readonly admin: Admin;
  tasks: Service;
  accounting: Service;
}

const judgesNoOther = {
  file: 'libs/messaging/src/watching/judge.js',
  find: `if (cursor > high) return 'another';`,
  replace: '',
};
const NEVER_SHIPPED_AGAIN: Mutant['patches'] = [
  {
    file: 'libs/messaging/src/consuming/behind-reader.js',
    find: 'if (straggler.missing && straggler.next >= state.handOver.position) this.askReship(',
    replace: 'if (false) this.askReship(',
  },
  {
    file: 'libs/messaging/src/watching/reader-watch.js',
    find: 'await this.ask(key, row);',
    replace: '',
  },
];

/**
 * A topic is not what its readers take it for: it lacks what a log has, at its end or before more; its records were deleted before
 * they were read; it ends before a cursor; it is deleted.
 */
export const topicHarmed: Fault = {
  name: 'topic-harmed',
  holds: 'it is noticed, and everybody has what the logs have',
  short: false,
  async run(world) {
    const company = await world.company();
    const [tasks, accounting] = await Promise.all([world.start('tasks', SOON), world.start('accounting', SOON)]);
    const load = await workFor(world, company);
    await load.do(4);
    await caughtUp(world, company, 'tasks', 'accounting');
    const kafka = new Kafka({ brokers: [world.parts.kafka.bootstrap], logLevel: logLevel.NOTHING });
    const admin = kafka.admin();
    await admin.connect();
    try {
      const harmed = { world, company, load, admin, tasks, accounting };
      for (const harm of [endNeverCame, middleNeverCame, eaten, cursorBeyond, deleted]) {
        await harm(harmed);
        await caughtUp(world, company, 'tasks', 'accounting');
        await load.do(2);
        await caughtUp(world, company, 'tasks', 'accounting');
      }
      return await findings(world, { company, load, services: [harmed.tasks, harmed.accounting] });
    } finally {
      await admin.disconnect();
    }
  },
  mutants: [
    {
      what: 'nobody asks for what is missing',
      patches: NEVER_SHIPPED_AGAIN,
      convictedBy: /accounting in tasks is at \d+ of \d+|the reactor of accounting is at \d+ of \d+/,
    },
    {
      what: 'a cursor beyond the end waits for more',
      patches: [
        judgesNoOther,
        {
          file: 'libs/messaging/src/consuming/main-reader.js',
          find: 'if (BigInt(batch.highWatermark) < cursor) {',
          replace: 'if (false) {',
        },
      ],
      convictedBy: /is at \d+ of \d+.*the cursor of accounting has passed it/,
    },
    {
      what: 'a topic that was made anew stays without what was shipped before',
      patches: [
        {
          file: 'libs/messaging/src/watching/shipped-watch.js',
          find: 'if (offset < high) continue;',
          replace: 'continue;',
        },
      ],
      convictedBy: /not the harm to be told of|topics: position \d+ is not there/,
    },
  ],
};

/** The relay takes for shipped what it never sent, and nothing comes after it. */
async function endNeverCame(harmed: Harmed): Promise<void> {
  const { world, company, load } = harmed;
  harmed.tasks.arm('relay.before-send', 'kill');
  const asked = load.do(1);
  await harmed.tasks.gone('tasks to die before it ships');
  await world.asSuperuser(company.tenant, (client) =>
    client.query('UPDATE tasks_log.relay SET position = (SELECT position FROM tasks_log.head)'),
  );
  harmed.tasks = await world.start('tasks', SOON);
  await asked;
}

/** The same, and more comes: whoever reads it sees the gap. */
async function middleNeverCame(harmed: Harmed): Promise<void> {
  await endNeverCame(harmed);
  await harmed.load.do(2);
}

/** Records were deleted while the reader was away, as a retention does it. */
async function eaten(harmed: Harmed): Promise<void> {
  const { world, company, load, admin } = harmed;
  const { partition } = company;
  await harmed.accounting.end();
  await load.do(3);
  await caughtUp(world, company, 'tasks');
  const high = (await admin.fetchTopicOffsets(TOPIC)).find((each) => each.partition === partition)?.high ?? '0';
  await admin.deleteTopicRecords({ topic: TOPIC, partitions: [{ partition, offset: high }] });
  harmed.accounting = await world.start('accounting', SOON);
  await noticed(harmed.accounting, harmed);
}

/** The cursor is of another topic, or of a longer one. */
async function cursorBeyond(harmed: Harmed): Promise<void> {
  const { world, load } = harmed;
  await harmed.accounting.end();
  await world.asSuperuser('aviary', (client) =>
    client.query(`UPDATE control.cursors SET "offset" = "offset" + 1000 WHERE consumer = 'aviary.accounting'`),
  );
  await load.do(2);
  harmed.accounting = await world.start('accounting', SOON);
}

async function deleted(harmed: Harmed): Promise<void> {
  await harmed.admin.deleteTopics({ topics: [TOPIC] });
  await noticed(harmed.tasks, harmed);
  const there = async () => (await harmed.admin.listTopics()).includes(TOPIC);
  await until(there, { what: `${TOPIC} to be there again`, timeout: PATIENCE_MS });
}

/** Waits until the service has said that something is wrong with a topic. */
async function noticed({ url }: Service, { world }: Harmed): Promise<void> {
  const counted = async () => {
    const { body } = await api(url).get<string>('/metrics');
    return Number(/^aviary_topic_troubles_total\S* (\d+)/m.exec(body)?.[1] ?? 0) > 0;
  };
  await until(counted, { what: 'the harm to be told of', timeout: world.patienceMs });
}
