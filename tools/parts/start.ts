import fs from 'node:fs';
import { ensureParts } from '../setup/parts.mjs';
import { postgresBinaries } from '../setup/postgres-binaries.mjs';
import { endLeftover } from './child.js';
import { eraseDockerData, startInDocker } from './docker.js';
import { openHome, type Home } from './home.js';
import { choosePorts } from './ports.js';
import { startProcesses } from './processes.js';
import { readRecord } from './records.js';
import type { PartName, PartsOptions, RunningParts } from './types.js';

/** In the order in which they are to end: the registry needs PostgreSQL. */
const stopSignals: Record<PartName, NodeJS.Signals> = { registry: 'SIGTERM', kafka: 'SIGTERM', postgres: 'SIGINT' };

/**
 * Starts PostgreSQL, Kafka and the schema registry on the data of a home, and returns when all of them answer.
 * What an earlier run left behind on it (after a kill -9) is ended first. Throws if another process has the home, if a port
 * asked for is taken, if neither Java and Maven nor Docker are there, or with the end of its log if a part does not start.
 */
export async function startParts(options: PartsOptions): Promise<RunningParts> {
  const log = options.log ?? (() => undefined);
  const home = await openHome(options.home);
  try {
    const plan = options.only ? postgresAlone() : await ensureParts(log);
    await endLeftovers(home, log);
    const ports = await choosePorts(options.ports ?? {}, log);
    if (plan.by === 'docker') return await startInDocker(home, ports, options);
    return await startProcesses({ home, ports, options, places: plan });
  } catch (error) {
    home.release();
    throw error;
  }
}

/** It comes with the npm packages, so neither Java nor Docker has to be there. */
function postgresAlone() {
  return { by: 'processes' as const, java: '', postgres: postgresBinaries(), kafka: '', registry: '' };
}

async function endLeftovers(home: Home, log: (line: string) => void): Promise<void> {
  const left = readRecord(home.folder)?.processes ?? {};
  for (const name of Object.keys(stopSignals) as PartName[]) {
    const record = left[name];
    if (record && (await endLeftover(record, home.folder, stopSignals[name]))) {
      log(`ended ${name} (process ${record.pid}), which an earlier run had left behind`);
    }
  }
}

/**
 * Deletes a home with all its data, logs and secrets, after ending what an earlier run left behind on it. Throws, naming
 * the process, if one runs on it.
 */
export async function eraseHome(folder: string, log: (line: string) => void = () => undefined): Promise<void> {
  if (!fs.existsSync(folder)) return;
  const home = await openHome(folder);
  try {
    await endLeftovers(home, log);
    await eraseDockerData(home);
    fs.rmSync(home.folder, { recursive: true, force: true, maxRetries: 5 });
  } finally {
    home.release();
  }
}
