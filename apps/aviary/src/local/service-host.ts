import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type RunningService, type ServiceDefinition, startService } from '#libs/http';
import { createLogger, loadServiceConfig, type Logger, type ServiceConfig } from '#libs/platform';
import { QUICK_START } from '../quick-start.js';
import { FIRST } from '../services.js';
import { environmentOf, type Installation } from './installation.js';

/** Something that runs services: this process, or one process for each. */
export interface ServiceHost {
  /** @throws Error with the reason when the service cannot start */
  start(definition: ServiceDefinition, installation: Installation): Promise<void>;
  /** Tells a service that runs something it waits for. */
  tell(service: string, message: ServiceMessage): void;
  /** Stops all of them, the last started first. */
  stop(): Promise<void>;
}

/**
 * Starts the service that makes databases, and then the others, which need them. It ends when none of them is still
 * starting, so that `host.stop()` stops whatever has started also where another could not.
 *
 * @throws Error with the first one's reason when any cannot start
 */
export async function startInner(
  host: ServiceHost,
  installation: Installation,
  others: readonly ServiceDefinition[],
): Promise<void> {
  await host.start(FIRST, installation);
  const started = await Promise.allSettled(others.map(async (each) => await host.start(each, installation)));
  for (const each of started) if (each.status === 'rejected') throw each.reason;
}

/** What the gateway of a local installation waits for before it says that it is ready. */
export interface ServiceMessage {
  readonly seeded: true;
}

/**
 * All services share the connections of one process. With few of them, the rounds over a handful of companies already take
 * them from each other, and opening one anew costs more than what is then asked.
 */
const SHARED_BY_ALL = { AVIARY_POOL_PER_PROCESS: '200' };

/** All services in this process: the embedded default. */
export class OneProcess implements ServiceHost {
  private readonly running: RunningService[] = [];

  constructor(private readonly loggerFor: (config: ServiceConfig) => Logger = createLogger) {}

  async start(definition: ServiceDefinition, installation: Installation): Promise<void> {
    const environment = { ...SHARED_BY_ALL, ...environmentOf(definition.name, installation) };
    const config = loadServiceConfig(definition.name, environment);
    this.running.push(await startService(definition, config, this.loggerFor(config)));
  }

  /** As if it had come from the process that started this one, which is what a service listens for. */
  tell(_service: string, message: ServiceMessage): void {
    process.emit('message', message, undefined);
  }

  async stop(): Promise<void> {
    for (const service of this.running.splice(0).reverse()) await service.close();
  }
}

const STOP_PATIENCE_MS = 12_000;
const SHORTEST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Each service as a process of its own, started as it would be on a machine of its own. One that dies is started again,
 * at ever longer intervals while it keeps dying; the others go on.
 */
export class ProcessEach implements ServiceHost {
  private readonly children = new Map<string, ChildProcess>();
  private stopping = false;

  constructor(private readonly log: (line: string) => void) {}

  async start({ name }: ServiceDefinition, installation: Installation): Promise<void> {
    await this.launch(name, installation, SHORTEST_PAUSE_MS);
  }

  tell(service: string, message: ServiceMessage): void {
    this.children.get(service)?.send(message);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all([...this.children.values()].map(async (child) => await ended(child)));
  }

  /** @throws Error with its last words when it ends before it is ready */
  private async launch(name: string, installation: Installation, pauseMs: number): Promise<void> {
    const main = fileURLToPath(new URL(`../../../${name}/src/main.js`, import.meta.url));
    // In a process group of its own, so that Ctrl-C reaches it through us, in order.
    const child = fork(main, {
      env: { PATH: process.env['PATH'], ...environmentOf(name, installation) },
      execArgv: [...process.execArgv, ...QUICK_START],
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.children.set(name, child);
    let complaint = '';
    child.stderr?.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-2_000)));
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => {
        this.children.delete(name);
        reject(new Error(`${name} ended (${signal ?? `exit code ${code}`}) ${complaint.trim()}`.trim()));
      });
      child.once('message', () => {
        resolve();
        const readyAt = Date.now();
        child.once('exit', (code, signal) => {
          const wasWell = Date.now() - readyAt > LONGEST_PAUSE_MS;
          const how = signal ?? `exit code ${code}`;
          this.revive(name, installation, { how, pauseMs: wasWell ? SHORTEST_PAUSE_MS : pauseMs });
        });
      });
    });
  }

  private revive(name: string, installation: Installation, { how, pauseMs }: { how: string; pauseMs: number }): void {
    if (this.stopping) return;
    const itsLog = installation.home === undefined ? '' : `; its log: ${installation.home}/logs/${name}.log`;
    this.log(`${name} has ended (${how}) and is started again${itsLog}`);
    const longer = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    setTimeout(() => {
      if (this.stopping) return;
      this.launch(name, installation, longer).then(
        // The demo company is there by now, which a new gateway cannot know.
        () => this.tell(name, { seeded: true }),
        (error: unknown) => this.revive(name, installation, { how: String(error), pauseMs: longer }),
      );
    }, pauseMs);
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve) => {
    const impatient = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE_MS);
    child.once('exit', () => {
      clearTimeout(impatient);
      resolve();
    });
    child.kill('SIGTERM');
  });
}
