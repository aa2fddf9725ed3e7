import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { Kafka, logLevel } from 'kafkajs';
import { writeWhole } from './home.js';
import { jvm } from './java.js';
import type { Part, PartContext } from './part.js';
import { properties, log4j } from './kafka-settings.js';
import { host } from './free-port.js';

/** Kafka's cluster ids are 16 random bytes in base64url. */
const newClusterId = () => randomBytes(16).toString('base64url');

/** The Kafka broker, from the jars that the set-up has fetched. */
export function kafka(context: PartContext): Part {
  const { home, places } = context;
  const settingsFile = home.at('kafka.properties');
  const jars = path.join(places.kafka, 'libs', '*');
  const java = (options: string[], ...command: string[]) => [
    ...options,
    `-Dlog4j2.configurationFile=${home.at('kafka.log4j2.properties')}`,
    ...['-cp', jars, ...command],
  ];
  return {
    name: 'kafka',
    title: 'Kafka',
    stopSignal: 'SIGTERM',
    async prepare() {
      writeWhole(settingsFile, properties(context));
      writeWhole(home.at('kafka.log4j2.properties'), log4j);
      if (fs.existsSync(home.at('kafka', 'meta.properties'))) return;
      // The tool writes meta.properties last: what is there without it was left by one that was killed.
      fs.rmSync(home.at('kafka', 'bootstrap.checkpoint'), { force: true });
      // In one word: an id may begin with a dash, which alone would be taken for an option.
      const format = ['kafka.tools.StorageTool', 'format', `--cluster-id=${newClusterId()}`, '-c', settingsFile];
      const args = java(jvm('128m', places.kafka, home.folder, 'format'), ...format);
      await promisify(execFile)(places.java, args, { cwd: home.folder });
    },
    command: () => ({
      executable: places.java,
      args: java(jvm('512m', places.kafka, home.folder), 'kafka.Kafka', settingsFile),
      cwd: home.folder,
    }),
    ask: () => ask(context),
  };
}

/** A broker that answers is not enough: its controller must have admitted it, and it must be the one of this data. */
async function ask({ home, ports }: PartContext): Promise<void> {
  const admin = new Kafka({
    clientId: 'aviary-parts',
    brokers: [`${host}:${ports.kafka}`],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1_000,
    retry: { retries: 0 },
  }).admin();
  try {
    await admin.connect();
    const { brokers, clusterId } = await admin.describeCluster();
    const identity = fs.readFileSync(home.at('kafka', 'meta.properties'), 'utf8');
    if (!identity.includes(clusterId)) throw new Error('another Kafka answers on its port');
    if (brokers.length === 0) throw new Error('the broker is not admitted by its controller yet');
  } finally {
    await admin.disconnect();
  }
}
