import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { SERVICES } from '#libs/platform';
import { until } from '#libs/testing';
import { type RunningParts, startParts } from '#tools/parts';
import { chooseGatewayPort } from '../../apps/aviary/src/local/gateway-port.js';
import { chooseInnerPorts } from '../../apps/aviary/src/local/ports.js';
import { type Container, environmentOf, readContainers } from '../../tools/deploy/compose.js';

const ANY_PORTS = { postgres: 0, kafka: 0, kafkaController: 0, registry: 0 };
const CLI = ['dist/apps/aviary/src/cli.js'];

const run = promisify(execFile);

/** What a command has left behind. */
export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * What `docker-compose.yml` describes, without an engine: its commands with its environments as processes of this machine,
 * on parts that are started beside. Only addresses differ: where a container is called by its name, a process is by its port.
 */
export class Deployment {
  private readonly containers = readContainers('docker-compose.yml');
  private readonly running = new Map<string, ChildProcess>();
  private output = '';

  private constructor(
    private readonly parts: RunningParts,
    private readonly ports: Readonly<Record<string, number>>,
    private readonly variables: Readonly<Record<string, string>>,
  ) {}

  /** Starts parts on a home, and makes secrets as the documentation says. */
  static async on(home: string, settings: Readonly<Record<string, string>>): Promise<Deployment> {
    const parts = await startParts({ home, ports: ANY_PORTS, fsync: false });
    const { ports, smtpPort } = await chooseInnerPorts(true);
    const AVIARY_POSTGRES_PASSWORD = parts.postgres.password;
    const { stdout } = await run(process.execPath, [...CLI, 'secrets', '--json'], {
      env: { ...process.env, AVIARY_POSTGRES_PASSWORD },
    });
    const secrets = JSON.parse(stdout) as Record<string, string>;
    const variables = { ...secrets, AVIARY_SMTP_PORT: String(smtpPort), ...settings };
    return new Deployment(parts, { ...ports, gateway: await chooseGatewayPort(0) }, variables);
  }

  urlOf(service: string): string {
    return `http://127.0.0.1:${this.ports[service]}`;
  }

  /** The value of a variable, as `.env` has it. */
  variable(name: string): string {
    return this.variables[name] ?? '';
  }

  /** Runs the step that provisions to its end. @throws Error when it does not end well */
  async provision(options: readonly string[] = [], settings: Readonly<Record<string, string>> = {}): Promise<Ended> {
    const [program, ...args] = this.commandOf('provision');
    return await run(program, [...args, ...options], { env: this.environment('provision', settings) });
  }

  /** Starts all services at once, and waits until every container would be healthy. */
  async startServices(): Promise<void> {
    for (const service of SERVICES) this.startService(service);
    await Promise.all(SERVICES.map(async (service) => await this.ready(service)));
    // One after the other, since each check is a process.
    for (const service of SERVICES) await this.healthy(service);
  }

  /** Stops every service in order. @returns how each has ended: its exit code, or the signal */
  async stopServices(): Promise<Record<string, number | string | null>> {
    const ends = await Promise.all(
      [...this.running].map(async ([service, child]) => {
        const ended = new Promise<number | string | null>((resolve) =>
          child.once('exit', (code, signal) => resolve(signal ?? code)),
        );
        if (child.exitCode !== null || child.signalCode !== null) return [service, 'it had ended before'] as const;
        child.kill('SIGTERM');
        return [service, await ended] as const;
      }),
    );
    this.running.clear();
    return Object.fromEntries(ends);
  }

  /** Ends whatever runs. */
  async end(): Promise<void> {
    for (const child of this.running.values()) child.kill('SIGKILL');
    await this.parts.stop();
  }

  private startService(service: string): void {
    const [program, ...args] = this.commandOf(service);
    const child = spawn(program, args, { env: this.environment(service), stdio: ['ignore', 'pipe', 'pipe'] });
    const keep = (chunk: Buffer) => (this.output = (this.output + chunk.toString()).slice(-8_000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    this.running.set(service, child);
  }

  private async ready(service: string): Promise<void> {
    const state = await until(
      async () => {
        const child = this.running.get(service);
        if (child?.exitCode !== null || child.signalCode !== null) return 'ended';
        return (await fetch(`${this.urlOf(service)}/readyz`)).ok ? 'ready' : undefined;
      },
      { what: `${service} to be ready`, timeout: 240_000 },
    );
    if (state === 'ended') throw new Error(`${service} has ended:\n${this.output}`);
  }

  /** As Docker does it: the command of the file, until it ends well. */
  private async healthy(service: string): Promise<void> {
    const [, program = '', ...args] = this.container(service).healthcheck?.test ?? [];
    const env = this.environment(service);
    await until(async () => await run(program, args, { env }), { what: `${service} to be healthy`, timeout: 120_000 });
  }

  private container(name: string): Container {
    const container = this.containers[name];
    if (!container) throw new Error(`docker-compose.yml has no ${name}`);
    return container;
  }

  private commandOf(name: string): [string, ...string[]] {
    const [program = '', ...args] = this.container(name).command ?? [];
    return [program, ...args];
  }

  /** Nothing of this process's own environment but where to find `node`. */
  private environment(name: string, settings: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
    const told = environmentOf(this.container(name), { ...this.variables, ...settings });
    const { postgres, kafka, registry } = this.parts;
    const addresses: [RegExp, string][] = [
      [/^kafka:29092$/, kafka.bootstrap],
      [/^http:\/\/registry:8080\/apis\/ccompat\/v7$/, registry.url],
      ...SERVICES.map((service): [RegExp, string] => [new RegExp(`^http://${service}:8080$`), this.urlOf(service)]),
    ];
    const here = Object.entries(told).map(([variable, value]) => {
      const [, address = value] = addresses.find(([pattern]) => pattern.test(value)) ?? [];
      return [variable, address] as const;
    });
    return {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      ...Object.fromEntries(here),
      ...{ AVIARY_POSTGRES_HOST: postgres.host, AVIARY_POSTGRES_PORT: String(postgres.port) },
      ...{ AVIARY_HTTP_HOST: '127.0.0.1', AVIARY_HTTP_PORT: String(this.ports[name] ?? 0) },
    };
  }
}
