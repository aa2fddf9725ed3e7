import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type FaultPoint } from '#libs/platform';
import { until } from '#libs/testing';

const ARM = pathToFileURL(path.resolve('test/faults/harness/arm.mjs')).href;
const LAST_WORDS = 4_000;
/** Far more than a start takes, for machines that are busy. */
const START_MS = 120_000;

interface Trap {
  /** So many pass before it closes. */
  readonly passes?: number;
  /** It is for this one only, where several pass there. */
  readonly of?: string | undefined;
}

/** A service as a process of its own, which can be treated badly. */
export class Service {
  /** The fault point at which the process stands still. */
  reached: FaultPoint | undefined;
  private output = '';
  private readonly ended: Promise<void>;

  private constructor(
    readonly name: string,
    private readonly child: ChildProcess,
  ) {
    const keep = (chunk: Buffer) => (this.output = (this.output + chunk.toString()).slice(-LAST_WORDS));
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    this.ended = new Promise((resolve) => child.once('exit', () => resolve()));
    child.on('message', ({ reached }: { reached?: FaultPoint }) => (this.reached = reached ?? this.reached));
    // A channel that breaks as the process is killed is what we are here for.
    child.on('error', () => undefined);
  }

  /** Base URL; empty until it is ready. */
  url = '';

  /**
   * Starts a service from what is compiled in a folder, and waits until it listens.
   *
   * @throws Error with its last words when it ends before
   */
  static async start(name: string, env: NodeJS.ProcessEnv, build: string): Promise<Service> {
    const main = path.join(build, 'dist/apps', name, 'src/main.js');
    const child = fork(main, { env, execArgv: ['--import', ARM], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    const service = new Service(name, child);
    child.on('message', ({ ready }: { ready?: string }) => (service.url = ready ?? service.url));
    const started = { what: `${name} to start`, timeout: START_MS };
    await until(() => service.url !== '' || !service.alive, started).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${service.output}`, { cause: error });
    });
    if (!service.alive) throw new Error(`${name} ended instead of starting:\n${service.output}`);
    return service;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get alive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** What it said last; for the text of errors. */
  get lastWords(): string {
    return this.output;
  }

  /**
   * Sets a trap at a fault point. `kill`: the process kills itself there; `stop`: it stands still until `resume`; `hang`: only
   * what has got there does, for good; `crash`: kafkajs ends its consumer there.
   */
  arm(point: FaultPoint, how: 'kill' | 'stop' | 'hang' | 'crash', { passes = 0, of }: Trap = {}): void {
    this.child.send({ arm: { point, how, passes, of } }, () => undefined);
  }

  disarm(point: FaultPoint): void {
    this.child.send({ disarm: point }, () => undefined);
  }

  /** Waits until it has ended by itself, as in a trap. */
  async gone(what: string): Promise<void> {
    await until(() => !this.alive, { what, timeout: 60_000 });
    await this.ended;
  }

  /** `kill -9` */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  /** SIGSTOP: it stands still, with all its connections open. */
  pause(): void {
    this.child.kill('SIGSTOP');
  }

  /** SIGCONT */
  resume(): void {
    this.reached = undefined;
    this.child.kill('SIGCONT');
  }

  /** Ends it in order, or by force if that takes too long. */
  async end(): Promise<void> {
    if (!this.alive) return;
    this.child.kill('SIGCONT');
    this.child.kill('SIGTERM');
    const impatient = setTimeout(() => this.child.kill('SIGKILL'), 20_000);
    await this.ended;
    clearTimeout(impatient);
  }

  /** Its memory in MiB; undefined where the system does not tell (no /proc). */
  residentMiB(): number | undefined {
    try {
      const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8'))?.[1];
      return kib === undefined ? undefined : Number(kib) / 1024;
    } catch {
      return undefined;
    }
  }
}
