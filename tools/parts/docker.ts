import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from '../setup/root.mjs';
import { addressesOf, connectionsOf } from './addresses.js';
import type { Home } from './home.js';
import { recordOf, removeRecord, writeRecord } from './records.js';
import type { PartName, PartsOptions, PortName, RunningParts } from './types.js';

/** A file that tells, also after an orderly stop, that the data of a home lies in Docker's volumes. */
const marker = 'in-docker';

const NAMES: readonly PartName[] = ['postgres', 'kafka', 'registry'];

type Compose = (...args: string[]) => Promise<void>;

/** One compose project, and so one set of volumes, for each home; a home begun anew has new secrets, and so new volumes. */
function composeFor(home: Home, variables: Record<string, string>): Compose {
  const identity = createHash('sha256').update(home.folder).update(home.secrets.postgresPassword).digest('hex');
  const files = ['parts', 'ports'].flatMap((what) => ['-f', path.join(root, `docker-compose.${what}.yml`)]);
  const fixed = ['compose', '-p', `aviary-${identity.slice(0, 12)}`, ...files];
  return async (...args) => {
    try {
      const env = { ...process.env, ...variables };
      await promisify(execFile)('docker', [...fixed, ...args], { env, maxBuffer: 64 * 1024 * 1024 });
    } catch (error) {
      const told = (error as { stderr?: string }).stderr?.trimEnd().split('\n').slice(-15).join('\n') ?? '';
      throw new Error(`docker compose ${args.join(' ')} failed:\n${told}`, { cause: error });
    }
  };
}

function variablesOf(home: Home, options: PartsOptions, ports?: Record<PortName, number>): Record<string, string> {
  return {
    AVIARY_POSTGRES_PASSWORD: home.secrets.postgresPassword,
    AVIARY_REGISTRY_PASSWORD: home.secrets.registryPassword,
    AVIARY_MAX_CONNECTIONS: String(options.maxConnections ?? 300),
    AVIARY_FSYNC: options.fsync === false ? 'off' : 'on',
    ...(ports && {
      AVIARY_POSTGRES_PORT: String(ports.postgres),
      AVIARY_KAFKA_PORT: String(ports.kafka),
      AVIARY_REGISTRY_PORT: String(ports.registry),
    }),
  };
}

/** Runs the parts in containers, with the same interface as the processes of this machine. */
export async function startInDocker(
  home: Home,
  ports: Record<PortName, number>,
  options: PartsOptions,
): Promise<RunningParts> {
  const compose = composeFor(home, variablesOf(home, options, ports));
  const owner = recordOf(process.pid);
  if (!owner) throw new Error('this machine does not tell when a process started: neither /proc nor ps');
  options.log?.('starting PostgreSQL, Kafka and the schema registry in Docker (the first time, images are pulled) …');
  fs.writeFileSync(home.at(marker), '');
  writeRecord(home.folder, { ...addressesOf(ports), owner, by: 'docker', processes: {} });
  const connections = connectionsOf(ports, home);
  let stopped: Promise<void> | undefined;
  const stopAll = async () => {
    await compose('stop');
    removeRecord(home.folder);
    home.release();
  };
  try {
    await compose('up', '-d', '--wait', ...NAMES);
    await Promise.all(NAMES.map(async (name) => await options.prepare?.(name, connections)));
  } catch (error) {
    // Nothing stays behind that nobody stops; what is told is what went wrong first. The home is left by who opened it.
    await compose('stop').catch(() => undefined);
    removeRecord(home.folder);
    throw error;
  }
  return {
    ...connections,
    whole: Promise.resolve(),
    stop: () => (stopped ??= stopAll()),
    stopPart: (name, how = 'term') => compose(how === 'kill' ? 'kill' : 'stop', name),
    startPart: (name) => compose('up', '-d', '--wait', name),
    pids: () => ({ postgres: undefined, kafka: undefined, registry: undefined }),
  };
}

/** Removes containers and volumes of a home, if it ever had any. */
export async function eraseDockerData(home: Home): Promise<void> {
  if (!fs.existsSync(home.at(marker))) return;
  await composeFor(home, variablesOf(home, { home: home.folder }))('down', '--volumes');
}
