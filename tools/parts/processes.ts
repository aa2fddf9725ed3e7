import { addressesOf, connectionsOf } from './addresses.js';
import { kafka } from './kafka.js';
import type { Part, PartContext } from './part.js';
import { postgres } from './postgres.js';
import { recordOf, removeRecord, writeRecord, type PartsRecord } from './records.js';
import { registry } from './registry.js';
import { Supervisor } from './supervisor.js';
import type { PartName, RunningParts } from './types.js';
import { startWatchdog, type Watchdog } from './watchdog.js';

type Supervisors = Record<PartName, Supervisor>;

const PARTS: readonly PartName[] = ['postgres', 'kafka', 'registry'];

/**
 * Runs the parts as processes of this machine. Throws if one that is waited for does not start, having ended the others.
 */
export async function startProcesses(context: PartContext): Promise<RunningParts> {
  const { home, ports } = context;
  const watchdog = startWatchdog();
  const supervisors = superviseAll(context, watchdog);
  let stopped: Promise<void> | undefined;
  const stopAll = async () => {
    const registryThenPostgres = supervisors.registry.stop().then(() => supervisors.postgres.stop());
    await Promise.all([supervisors.kafka.stop(), registryThenPostgres]);
    watchdog.dismiss();
    removeRecord(home.folder);
    home.release();
  };
  const stop = () => (stopped ??= stopAll());
  const connections = connectionsOf(ports, home);
  const prepare = async (name: PartName): Promise<void> => await context.options.prepare?.(name, connections);
  const starting = context.options.only
    ? { postgres: supervisors.postgres.start().then(() => prepare('postgres')) }
    : startAll(supervisors, prepare);
  const whole = allOf(Object.values(starting));
  // Whoever does not wait for it is told by those that do.
  whole.catch(() => undefined);
  try {
    await Promise.all((context.options.first ?? PARTS).map(async (name) => await starting[name]));
  } catch (error) {
    await whole.catch(() => undefined);
    await stop();
    throw error;
  }
  return {
    ...connections,
    whole,
    stop,
    stopPart: (name, how) => supervisors[name].stop(how),
    startPart: (name) => supervisors[name].start(),
    pids: () => ({
      postgres: supervisors.postgres.pid,
      kafka: supervisors.kafka.pid,
      registry: supervisors.registry.pid,
    }),
  };
}

/** Supervisors that write down, whenever a process has started or ended, what the next start would have to end. */
function superviseAll(context: PartContext, watchdog: Watchdog): Supervisors {
  const { home, ports, options } = context;
  const owner = recordOf(process.pid);
  if (!owner) throw new Error('this machine does not tell when a process started: neither /proc nor ps');
  const note = () => {
    const processes: PartsRecord['processes'] = {};
    const guarded: Parameters<Watchdog['guard']>[0] = [];
    for (const { part, pid } of Object.values(supervisors)) {
      const record = pid === undefined ? undefined : recordOf(pid);
      if (!record) continue;
      processes[part.name] = record;
      guarded.push({ pid: record.pid, signal: part.stopSignal });
    }
    writeRecord(home.folder, { ...addressesOf(ports), owner, by: 'processes', processes });
    watchdog.guard(guarded);
    if (guarded.length === PARTS.length) options.launched?.();
  };
  const log = options.log ?? (() => undefined);
  const supervision = { logFolder: home.at('logs'), log, changed: note, revive: options.revive === true };
  const supervise = (part: Part) => new Supervisor(part, supervision);
  const supervisors: Supervisors = {
    postgres: supervise(postgres(context)),
    kafka: supervise(kafka(context)),
    registry: supervise(registry(context)),
  };
  return supervisors;
}

type Starting = Partial<Record<PartName, Promise<void>>>;

/** Each part, from its start until it is prepared. */
function startAll(supervisors: Supervisors, prepare: (name: PartName) => Promise<void>): Starting {
  const database = supervisors.postgres.start();
  const broker = supervisors.kafka.start();
  return {
    registry: database.then(() => supervisors.registry.start()).then(() => prepare('registry')),
    kafka: broker.then(() => prepare('kafka')),
    // Not at once: it would keep the registry waiting, which is the last to come, for a database of its own.
    postgres: Promise.all([database, broker]).then(() => prepare('postgres')),
  };
}

/** Throws the first failure, once all have started or failed: only then can all be ended. */
async function allOf(starting: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(starting);
  const failure = results.find((result) => result.status === 'rejected');
  if (failure) throw failure.reason;
}
