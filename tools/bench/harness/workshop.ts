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

/** A PostgreSQL of its own, on which everybody is measured; no installation is ever touched. */
export interface Workshop {
  readonly server: RunningParts['postgres'];
  /** The secret of this throw-away installation. */
  readonly master: string;
  readonly postgresVersion: string;
  /** Told what is going on, a line at a time. */
  readonly log: (line: string) => void;
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

/**
 * Starts a server with the project's own settings, and with all that makes a commit durable.
 *
 * @param whenStopping told at once how to clean up, also while the server still starts
 */
export async function openWorkshop(
  log: (line: string) => void,
  whenStopping: (close: () => Promise<void>) => void,
): Promise<Workshop> {
  await eraseLeftovers();
  const home = path.join(homes, String(process.pid));
  const starting = startParts({ home, only: 'postgres', ports: { postgres: 0 }, maxConnections: MAX_CONNECTIONS, log });
  let closed: Promise<void> | undefined;
  const closeAll = async () => {
    const parts = await starting.catch(() => undefined);
    await parts?.stop();
    await eraseHome(home);
  };
  const close = () => (closed ??= closeAll());
  whenStopping(close);
  const { postgres: server } = await starting;
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
    server,
    master: findParts(home)?.secrets.master ?? '',
    postgresVersion: version?.['server_version'] ?? '',
    log,
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
