import { anyFreePort, isFree } from './free-port.js';
import type { PartsOptions, PortName } from './types.js';

/** Off the parts' own usual ports, so that what a developer already runs there is left in peace. */
const defaults: Record<PortName, number> = { postgres: 15432, kafka: 19092, kafkaController: 19093, registry: 18081 };

const titles: Record<PortName, string> = {
  postgres: 'PostgreSQL',
  kafka: 'Kafka',
  kafkaController: "Kafka's controller",
  registry: 'the schema registry',
};

const optionNames: Record<PortName, string> = {
  postgres: '--postgres-port',
  kafka: '--kafka-port',
  kafkaController: '--kafka-controller-port',
  registry: '--registry-port',
};

async function choose(name: PortName, asked: number | undefined, log: (line: string) => void): Promise<number> {
  if (asked !== undefined && asked !== 0) {
    if (await isFree(asked)) return asked;
    throw new Error(
      `port ${asked} for ${titles[name]} is taken: choose another with ${optionNames[name]}, or leave it out`,
    );
  }
  const usual = defaults[name];
  if (asked === undefined && (await isFree(usual))) return usual;
  const free = await anyFreePort();
  if (asked === undefined)
    log(`port ${usual} is taken: ${titles[name]} listens on ${free} (${optionNames[name]} to choose)`);
  return free;
}

/** A port for everything that listens, no two the same. Throws, naming part, port and option, if one asked for is taken. */
export async function choosePorts(
  asked: NonNullable<PartsOptions['ports']>,
  log: (line: string) => void,
): Promise<Record<PortName, number>> {
  const taken = new Map<number, PortName>();
  const ports = { ...defaults };
  for (const name of Object.keys(defaults) as PortName[]) {
    let port = await choose(name, asked[name], log);
    while (taken.has(port) && !asked[name]) port = await choose(name, 0, log);
    const other = taken.get(port);
    if (other) throw new Error(`port ${port} is asked for twice, with ${optionNames[other]} and ${optionNames[name]}`);
    taken.set(port, name);
    ports[name] = port;
  }
  return ports;
}
