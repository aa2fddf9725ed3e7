import { type Admin, Kafka, logLevel } from 'kafkajs';
import { PARTITIONS } from '#libs/tenancy';
import { api, until } from '#libs/testing';
import { PATIENCE_MS, workFor } from '../harness/at-work.js';
import { type Company } from '../harness/company.js';
import { type Fault } from '../harness/fault.js';
import { type Service } from '../harness/service.js';
import { type World } from '../harness/world.js';
import { findings } from '../oracle/oracle.js';

const TOPIC = 'aviary.tasks';

/**
 * kafkajs resolves with an empty answer, and has written nothing, when a partition is missing in what it knows of the topic.
 * That is so where the topic has fewer partitions than it should, and for minutes after it has got them.
 */
export const answerEmpty: Fault = {
  name: 'answer-empty',
  holds: 'nothing counts as shipped before the broker has named the partition',
  short: false,
  async run(world) {
    const company = await companyBeyondTheFirst(world);
    const admin = new Kafka({ brokers: [world.parts.kafka.bootstrap], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    try {
      await remove(admin);
      const made = async () => {
        // An attempt whose answer was lost may have made it: then there is nothing left to do.
        await admin.createTopics({ topics: [{ topic: TOPIC, numPartitions: 1 }], waitForLeaders: true });
        const { topics } = await admin.fetchTopicMetadata({ topics: [TOPIC] });
        return topics[0]?.partitions.length === 1;
      };
      await until(made, { what: 'a topic of one partition', timeout: PATIENCE_MS });
      const tasks = await world.start('tasks');
      const load = await workFor(world, company);
      await load.do(5);
      await until(async () => (await relayOf(tasks, company)) !== 'waits for the first', {
        ...{ what: 'the relay to hear of it', timeout: world.patienceMs },
      });
      await admin.createPartitions({ topicPartitions: [{ topic: TOPIC, count: PARTITIONS }] });
      await load.do(5);
      return await findings(world, { company, load, services: [tasks] });
    } finally {
      // Whoever comes next makes it as it has to be.
      await world.clear();
      await remove(admin);
      await admin.disconnect();
    }
  },
  mutants: [
    {
      what: 'an answer is believed whatever it says',
      patches: [
        {
          file: 'libs/messaging/src/relay/confirmation.js',
          find: 'if (ours?.errorCode !== 0 || ours.baseOffset === undefined) return undefined;',
          replace: 'if (!ours) return 0n;',
        },
      ],
      convictedBy: /topics: position \d+ is not there/,
    },
  ],
};

/** The one of which the topic has no partition. */
async function companyBeyondTheFirst(world: World): Promise<Company> {
  for (;;) {
    const company = await world.company();
    if (company.partition > 0) return company;
  }
}

async function remove(admin: Admin): Promise<void> {
  const gone = async () => {
    if (!(await admin.listTopics()).includes(TOPIC)) return true;
    await admin.deleteTopics({ topics: [TOPIC] });
    return false;
  };
  await until(gone, { what: `${TOPIC} to be gone`, timeout: PATIENCE_MS });
}

/** What the relay makes of a tenant's log; the first answer of the broker has come when it is anything else than waiting. */
async function relayOf({ url }: Service, { tenant, operator }: Company): Promise<string> {
  interface Status {
    readonly relay?: readonly { tenant: string; position: number; lastError: string | null }[];
  }
  const { body } = await api(url).as(operator).forTenant(tenant).get<Status>('/internal/status');
  const own = body.relay?.find((each) => each.tenant === tenant);
  if (own?.lastError) return 'was not believed';
  return own && own.position > 0 ? 'believed it' : 'waits for the first';
}
