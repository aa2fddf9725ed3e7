import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { writeWhole } from './home.js';
import { jvm } from './java.js';
import type { Part, PartContext } from './part.js';
import { log4j, NODE_ID, properties } from './kafka-settings.js';
import { host } from './free-port.js';

const SETTINGS = 'kafka.properties';
const LOG_SETTINGS = 'kafka.log4j2.properties';

/** Kafka's ids of clusters and folders are 16 random bytes in base64url; one that begins with a dash it would refuse. */
function newId(): string {
  const id = randomBytes(16).toString('base64url');
  return id.startsWith('-') ? newId() : id;
}

/** What Kafka's own tool would write, which takes a second of Java to do so. */
const metaProperties = () => `version=1\ncluster.id=${newId()}\nnode.id=${NODE_ID}\ndirectory.id=${newId()}\n`;

function writeSettings(context: PartContext): void {
  const { home } = context;
  writeWhole(home.at(SETTINGS), properties(context));
  writeWhole(home.at(LOG_SETTINGS), log4j);
  const identity = home.at('kafka', 'meta.properties');
  if (fs.existsSync(identity)) return;
  fs.mkdirSync(home.at('kafka'), { recursive: true });
  writeWhole(identity, metaProperties());
}

/** The Kafka broker, from the jars that the set-up has fetched. */
export function kafka(context: PartContext): Part {
  const { home, places } = context;
  const jars = path.join(places.kafka, 'libs', '*');
  const java = (options: string[], ...command: string[]) => [
    ...options,
    `-Dlog4j2.configurationFile=${home.at(LOG_SETTINGS)}`,
    ...['-cp', jars, ...command],
  ];
  return {
    name: 'kafka',
    title: 'Kafka',
    stopSignal: 'SIGTERM',
    prepare: () => Promise.resolve(writeSettings(context)),
    command: () => ({
      executable: places.java,
      args: java(jvm('512m', places.kafka, home.folder), 'kafka.Kafka', home.at(SETTINGS)),
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
