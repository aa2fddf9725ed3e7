import kafkajs, { type Admin } from 'kafkajs';
import { PARTITIONS } from '#libs/tenancy';
import { pause } from '../common/pause.js';

const CONFIG = {
  'retention.ms': '-1',
  'retention.bytes': '-1',
  'cleanup.policy': 'delete',
  'max.message.bytes': '8388608',
};

/**
 * Makes the topics that are missing, and compares those that are there with what they must be.
 *
 * @param making told which are missing, before they are made
 * @returns a sentence for each difference; none if all is well. Nothing that exists is changed: a smaller retention may
 *   have lost records already, and that must be seen
 */
export async function ensureTopics(
  admin: Admin,
  topics: readonly string[],
  making: (missing: readonly string[]) => Promise<void> = () => Promise.resolve(),
): Promise<string[]> {
  const known = new Set(await admin.listTopics());
  const missing = topics.filter((topic) => !known.has(topic));
  if (missing.length > 0) {
    await making(missing);
    await admin.createTopics({
      waitForLeaders: true,
      topics: missing.map((topic) => ({
        topic,
        numPartitions: PARTITIONS,
        configEntries: Object.entries(CONFIG).map(([name, value]) => ({ name, value })),
      })),
    });
  }
  return topics.length === 0
    ? []
    : [...(await partitionTrouble(admin, topics)), ...(await configTrouble(admin, topics))];
}

async function partitionTrouble(admin: Admin, topics: readonly string[]): Promise<string[]> {
  const found = await metadataOf(admin, topics);
  return found.topics
    .filter(({ partitions }) => partitions.length < PARTITIONS)
    .map(({ name, partitions }) => `Topic ${name} has ${partitions.length} partitions instead of ${PARTITIONS}.`);
}

/** A topic that somebody else has made a moment ago is not known everywhere at once. */
async function metadataOf(
  admin: Admin,
  topics: readonly string[],
): Promise<Awaited<ReturnType<Admin['fetchTopicMetadata']>>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await admin.fetchTopicMetadata({ topics: [...topics] });
    } catch (error) {
      if (attempt === 10 || (error as { type?: string }).type !== 'UNKNOWN_TOPIC_OR_PARTITION') throw error;
      await pause(attempt * 20);
    }
  }
}

async function configTrouble(admin: Admin, topics: readonly string[]): Promise<string[]> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: topics.map((name) => ({
      type: kafkajs.ConfigResourceTypes.TOPIC,
      name,
      configNames: Object.keys(CONFIG),
    })),
  });
  return resources.flatMap(({ resourceName, configEntries }) =>
    configEntries
      .filter(({ configName, configValue }) => configValue !== CONFIG[configName as keyof typeof CONFIG])
      .map(({ configName, configValue }) => {
        const wanted = CONFIG[configName as keyof typeof CONFIG];
        return `Topic ${resourceName} has ${configName}=${configValue} instead of ${wanted}.`;
      }),
  );
}
