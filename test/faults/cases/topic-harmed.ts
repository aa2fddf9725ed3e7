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
/** Whoever is asked for a gap is asked at once; nobody looks from outside meanwhile. */
const LATE = { AVIARY_WATCH_SECONDS: '600' };

/** What a harm is done to. */
interface Harmed {
  readonly world: World;
  readonly company: Company;
  readonly load: Load;
  readonly admin: Admin;
  readonly watch: typeof SOON;
  tasks: Service;
  accounting: Service;
}

/** One way in which a topic is not what its readers take it for, and what notices it. */
interface Harm {
  readonly name: string;
  readonly holds: string;
  readonly watch: typeof SOON;
  readonly does: (harmed: Harmed) => Promise<void>;
  readonly mutant: Mutant;
}

const STANDS_STILL = /(accounting in tasks|the reactor of accounting) is at \d+ of \d+/;

const HARMS: readonly Harm[] = [
  {
    name: 'topic-end-lost',
    holds: 'what the topic never got, and nothing after it shows, is noticed and shipped again',
    watch: SOON,
    does: endNeverCame,
    mutant: {
      what: 'nobody compares where a log ends with what a reader has of it',
      patches: [
        { file: 'libs/messaging/src/watching/reader-watch.js', find: 'await this.ask(key, row);', replace: '' },
      ],
      convictedBy: STANDS_STILL,
    },
  },
  {
    name: 'topic-gap',
    holds: 'what the topic never got, though more came after it, is asked for',
    watch: LATE,
    does: middleNeverCame,
    mutant: {
      what: 'nobody asks for what is missing',
      patches: [
        {
          file: 'libs/messaging/src/consuming/behind-reader.js',
          find: 'if (straggler.missing && straggler.next >= state.handOver.position) this.askReship(',
          replace: 'if (false) this.askReship(',
        },
      ],
      convictedBy: STANDS_STILL,
    },
  },
  {
    name: 'records-deleted',
    holds: 'what was deleted before it was read is noticed and shipped again',
    watch: SOON,
    does: eaten,
    mutant: {
      what: 'a cursor before the beginning waits for what is no more',
      patches: [
        { file: 'libs/messaging/src/watching/judge.js', find: `if (cursor < low) return 'eaten';`, replace: '' },
      ],
      convictedBy: STANDS_STILL,
    },
  },
  {
    name: 'cursor-beyond',
    holds: 'a cursor beyond the end is put back, and nothing is passed over',
    watch: SOON,
    does: cursorBeyond,
    mutant: {
      what: 'a cursor beyond the end waits for more',
      patches: [
        { file: 'libs/messaging/src/watching/judge.js', find: `if (cursor > high) return 'another';`, replace: '' },
        {
          file: 'libs/messaging/src/consuming/main-reader.js',
          find: 'if (BigInt(batch.highWatermark) < cursor) {',
          replace: 'if (false) {',
        },
      ],
      convictedBy: /is at \d+ of \d+.*the cursor of accounting has passed it/,
    },
  },
  {
    name: 'topic-deleted',
    holds: 'it is made anew and has the whole log again, an alarm says so, and that it is over',
    watch: SOON,
    does: deleted,
    mutant: {
      what: 'a topic that was made anew stays without what was shipped before',
      patches: [
        {
          file: 'libs/messaging/src/watching/shipped-watch.js',
          find: 'if (!isShort && !anew.has(tenant)) continue;',
          replace: 'continue;',
        },
        {
          file: 'libs/messaging/src/kafka/topic-health.js',
          find: 'await this.store.askReshipOfAll(service);',
          replace: ';',
        },
        // What the log itself is told of the broker's answers.
        {
          file: 'libs/event-store/src/reading/relay-progress.js',
          find: `position,
            offset,
            epoch`,
          replace: 'position, Date.now(), epoch',
        },
      ],
      convictedBy: /not the harm to be told of|topics: position \d+ is not there/,
    },
  },
];

/** A topic is not what its readers take it for. */
export const topicHarmed: readonly Fault[] = HARMS.map(({ name, holds, watch, does, mutant }) => ({
  ...{ name, holds, short: false, mutants: [mutant] },
  async run(world) {
    const company = await world.company();
    const [tasks, accounting] = await Promise.all([world.start('tasks', watch), world.start('accounting', watch)]);
    const load = await workFor(world, company);
    await load.do(4);
    await caughtUp(world, company, 'tasks', 'accounting');
    const admin = new Kafka({ brokers: [world.parts.kafka.bootstrap], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    try {
      const harmed = { world, company, load, admin, watch, tasks, accounting };
      await does(harmed);
      await caughtUp(world, company, 'tasks', 'accounting');
      await load.do(2);
      return await findings(world, { company, load, services: [harmed.tasks, harmed.accounting] });
    } finally {
      await admin.disconnect();
    }
  },
}));

/** The relay takes for shipped what it never sent, and nothing comes after it. */
async function endNeverCame(harmed: Harmed): Promise<void> {
  const { world, company, load } = harmed;
  harmed.tasks.arm('relay.before-send', 'hang');
  await load.do(1);
  await harmed.tasks.kill();
  await world.asSuperuser(company.tenant, (client) =>
    client.query('UPDATE tasks_log.relay SET position = (SELECT position FROM tasks_log.head)'),
  );
  harmed.tasks = await world.start('tasks', harmed.watch);
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
  harmed.accounting = await world.start('accounting', harmed.watch);
  await noticed(harmed.world, harmed.accounting);
}

/** The cursor is of another topic, or of a longer one. */
async function cursorBeyond(harmed: Harmed): Promise<void> {
  const { world, load } = harmed;
  await harmed.accounting.end();
  await world.asSuperuser('aviary', (client) =>
    client.query(`UPDATE control.cursors SET "offset" = "offset" + 1000 WHERE consumer ~ '^aviary\\.accounting(/|$)'`),
  );
  await load.do(2);
  harmed.accounting = await world.start('accounting', harmed.watch);
}

/** While nobody works, and then while somebody does: what is shipped next may come before anybody has looked. */
async function deleted(harmed: Harmed): Promise<void> {
  const { world, admin, load } = harmed;
  await world.asSuperuser('aviary', (client) => client.query('DELETE FROM control.alarms'));
  const there = async () => (await admin.listTopics()).includes(TOPIC);
  for (const working of [false, true]) {
    const work = working ? load.do(3) : undefined;
    await admin.deleteTopics({ topics: [TOPIC] });
    await until(there, { what: `${TOPIC} to be there again`, timeout: PATIENCE_MS });
    await work;
    // Whoever has looked first.
    await noticed(world, harmed.tasks, harmed.accounting);
    await caughtUp(world, harmed.company, 'tasks', 'accounting');
  }
  await until(async () => await alarmsAreOver(world), {
    what: 'alarms to be raised, and over',
    timeout: PATIENCE_MS,
  });
}

/** Whether alarms were raised about the topic, and each is over. */
async function alarmsAreOver(world: World): Promise<boolean> {
  return await world.asSuperuser('aviary', async (client) => {
    const { rows } = await client.query<{ over: string | null }>(
      `SELECT over FROM control.alarms WHERE kind = 'topic' AND starts_with(subject, $1)`,
      [TOPIC],
    );
    return rows.length > 0 && rows.every(({ over }) => over !== null);
  });
}

/** Waits until one of the services has said that something is wrong with a topic. */
async function noticed(world: World, ...services: Service[]): Promise<void> {
  const counted = async () => {
    const told = services.map(async ({ url }) => (await api(url).get<string>('/metrics')).body);
    return (await Promise.all(told)).some((body) => /^aviary_topic_troubles_total\S* [1-9]/m.test(body));
  };
  await until(counted, { what: 'the harm to be told of', timeout: world.patienceMs });
}
