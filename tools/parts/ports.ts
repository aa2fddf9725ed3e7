import net from 'node:net';
import type { PartsOptions, PortName } from './types.js';

export const host = '127.0.0.1';

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

/** Listening is not enough of a test everywhere: some systems allow it beside a server on all addresses. */
async function isFree(port: number): Promise<boolean> {
  return !(await answers(port)) && (await listensOn(port)) !== undefined;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port, timeout: 500 });
    const tell = (yes: boolean) => {
      socket.destroy();
      resolve(yes);
    };
    socket
      .on('connect', () => tell(true))
      .on('error', () => tell(false))
      .on('timeout', () => tell(false));
  });
}

/** The port listened on (the given one, or for 0 any free one); undefined if that is not allowed. Released at once. */
function listensOn(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.on('error', () => resolve(undefined));
    server.listen({ host, port }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}

async function choose(name: PortName, asked: number | undefined, log: (line: string) => void): Promise<number> {
  if (asked !== undefined && asked !== 0) {
    if (await isFree(asked)) return asked;
    throw new Error(
      `port ${asked} for ${titles[name]} is taken: choose another with ${optionNames[name]}, or leave it out`,
    );
  }
  const usual = defaults[name];
  if (asked === undefined && (await isFree(usual))) return usual;
  const free = await listensOn(0);
  if (free === undefined) throw new Error(`no free port on ${host} for ${titles[name]}`);
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
