import fs from 'node:fs';
import path from 'node:path';
import type pg from 'pg';
import { eraseHome, findParts, startParts, type RunningParts } from '#tools/parts';
import { aviary } from '../../setup/root.mjs';
import { openClient } from './connections.js';

/** Throw-away homes, one for each process that measures. */
const homes = path.join(aviary, 'bench', 'homes');

/** Several contenders keep a connection per writer. */
const MAX_CONNECTIONS = 400;

/** How far a stretch of long work is. */
export interface Stretch {
  /** What is being done, as in `filling`. */
  readonly doing: string;
  readonly done: number;
  readonly total: number;
  /** What is counted, in the plural. */
  readonly unit: string;
}

/** Where a throw-away installation is, so that another process can be told. */
export interface Place {
  readonly server: RunningParts['postgres'];
  readonly kafka: RunningParts['kafka'];
  readonly registry: RunningParts['registry'];
  /** The secret of this throw-away installation. */
  readonly master: string;
  /** How many events are worked off, in benches that are sized by them. */
  readonly events: number;
}

/** Servers of its own, on which everybody is measured; no installation is ever touched. */
export interface Workshop extends Place {
  readonly postgresVersion: string;
  /** Told what is going on, a line at a time. */
  readonly log: (line: string) => void;
  /** Told how far long work is, as often as one likes. */
  readonly progress: (stretch: Stretch) => void;
  /** Makes a database for one contender. Answers how to connect to it, as superuser. */
  makeDatabase(name: string): Promise<pg.ClientConfig>;
  /** Runs a statement in one of the databases. */
  readonly asSuperuser: (database: string, sql: string) => Promise<Record<string, string>[]>;
  /** Writes out what is dirty. */
  checkpoint(): Promise<void>;
  /** Stops the server and deletes its data. Doing it again does nothing. */
  close(): Promise<void>;
}

/** Those of runs that were killed; a run that still goes on keeps its own. */
async function eraseLeftovers(): Promise<void> {
  for (const left of fs.existsSync(homes) ? fs.readdirSync(homes) : [])
    await eraseHome(path.join(homes, left)).catch(() => undefined);
}

const ANY_PORTS = { postgres: 0, kafka: 0, kafkaController: 0, registry: 0 };

export interface WorkshopOptions extends Pick<Workshop, 'log' | 'progress' | 'events'> {
  /** Whether Kafka and the registry are needed, too. */
  readonly allParts: boolean;
  /** Told at once how to clean up, also while the servers still start. */
  readonly whenStopping: (close: () => Promise<void>) => void;
}

/** Starts servers with the project's own settings, and with all that makes a commit durable. */
export async function openWorkshop({
  log,
  progress,
  events,
  allParts,
  whenStopping,
}: WorkshopOptions): Promise<Workshop> {
  await eraseLeftovers();
  const home = path.join(homes, String(process.pid));
  const settings = { home, ports: ANY_PORTS, maxConnections: MAX_CONNECTIONS, log };
  const starting = startParts(allParts ? settings : { ...settings, only: 'postgres' });
  let closed: Promise<void> | undefined;
  const closeAll = async () => {
    const parts = await starting.catch(() => undefined);
    await parts?.stop();
    await eraseHome(home);
  };
  const close = () => (closed ??= closeAll());
  whenStopping(close);
  const { postgres: server, kafka, registry } = await starting;
  const { host, port, superuser: user, password } = server;
  const asSuperuser: Workshop['asSuperuser'] = async (database, sql) => {
    const client = await openClient({ host, port, user, password, database });
    try {
      return (await client.query<Record<string, string>>(sql)).rows;
    } finally {
      await client.end();
    }
  };
  const [version] = await asSuperuser('postgres', 'SHOW server_version');
  return {
    ...{ server, kafka, registry, events },
    master: findParts(home)?.secrets.master ?? '',
    postgresVersion: version?.['server_version'] ?? '',
    ...{ log, progress },
    async makeDatabase(database) {
      await asSuperuser('postgres', `CREATE DATABASE "${database}"`);
      return { host, port, user, password, database };
    },
    asSuperuser,
    async checkpoint() {
      await asSuperuser('postgres', 'CHECKPOINT');
    },
    close,
  };
}
