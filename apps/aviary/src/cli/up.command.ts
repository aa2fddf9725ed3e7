import { Command, Option } from 'commander';
import { defaultHome } from '#tools/parts';
import { up, type Up } from '../local/up.js';
import { answerPartRequests } from '../local/part-requests.js';
import { DEMO_PASSWORD } from '../seed/demo-people.js';
import { homeOption, portArgument, seedDaysArgument } from './options.js';

interface Options {
  readonly home: string;
  readonly split?: boolean;
  readonly fresh?: boolean;
  readonly port?: number;
  readonly postgresPort?: number;
  readonly kafkaPort?: number;
  readonly kafkaControllerPort?: number;
  readonly registryPort?: number;
  readonly logLevel: string;
  readonly seed: boolean;
  readonly seedDays?: number;
}

/** `aviary up`: what `npm start` runs. */
export function upCommand(): Command {
  return new Command('up')
    .description('start everything on this machine and serve until Ctrl-C')
    .option('--split', 'each service as a process of its own')
    .option('--fresh', 'begin anew: all data of this installation is deleted first')
    .option('--no-seed', 'leave the demo company out')
    .addOption(new Option('--seed-days <days>', 'how long a history it gets').argParser(seedDaysArgument).hideHelp())
    .addOption(homeOption())
    .option('--port <number>', "the gateway's port (default: 8080)", portArgument)
    .option('--postgres-port <number>', "PostgreSQL's port", portArgument)
    .option('--kafka-port <number>', "Kafka's port", portArgument)
    .option(
      '--kafka-controller-port <number>',
      "the port on which Kafka's controller talks to its broker",
      portArgument,
    )
    .option('--registry-port <number>', "the schema registry's port", portArgument)
    .addOption(
      new Option('--log-level <level>', 'of the services').choices(['debug', 'info', 'warn', 'error']).default('info'),
    )
    .action(run);
}

async function run(options: Options): Promise<void> {
  const startedAt = performance.now();
  const say = (line: string) => process.stdout.write(`  ${line}\n`);
  const ending = stopOnSignals(say);
  process.stdout.write('Aviary starts\n');
  try {
    const running = await up({ ...withPorts(options), log: say }, ending.whenStopping);
    answerPartRequests(running.parts);
    if (!ending.stopping) process.stdout.write(welcome(running, (performance.now() - startedAt) / 1_000));
  } catch (error) {
    if (!ending.stopping) await ending.fail(error);
  }
  await ending.ended;
}

function withPorts({ home, split, fresh, port, logLevel, seed, seedDays, ...ports }: Options) {
  const asked = {
    postgres: ports.postgresPort,
    kafka: ports.kafkaPort,
    kafkaController: ports.kafkaControllerPort,
    registry: ports.registryPort,
  };
  const partPorts = Object.fromEntries(Object.entries(asked).filter(([, asks]) => asks !== undefined));
  const given = { ...(port === undefined ? {} : { port }), ...(seedDays === undefined ? {} : { seedDays }) };
  return { home, logLevel, seed, partPorts, ...(split ? { split } : {}), ...(fresh ? { fresh } : {}), ...given };
}

/** How a run ends: by a signal, by a failure, and in every case after all that was started has stopped. */
interface Ending {
  readonly stopping: boolean;
  readonly ended: Promise<void>;
  readonly whenStopping: (stop: () => Promise<void>) => void;
  fail(error: unknown): Promise<void>;
}

function stopOnSignals(say: (line: string) => void): Ending {
  let stop = async (): Promise<void> => undefined;
  let begun: Promise<void> | undefined;
  let resolveEnded = (): void => undefined;
  const ended = new Promise<void>((resolve) => (resolveEnded = resolve));
  const end = (exitCode: number): Promise<void> => {
    begun ??= stop()
      .catch((error: unknown) => process.stderr.write(`aviary: stopping failed: ${String(error)}\n`))
      .then(() => {
        process.exitCode = exitCode;
        resolveEnded();
        // Whatever still holds the process by a timer or a socket has nothing left to do.
        setTimeout(() => process.exit(), 500).unref();
      });
    return begun;
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (begun) return;
      say('stopping');
      void end(0);
    });
  // Whoever has forked us is gone.
  process.on('disconnect', () => void end(0));
  return {
    get stopping() {
      return begun !== undefined;
    },
    ended,
    whenStopping: (work) => (stop = work),
    async fail(error) {
      process.stderr.write(`aviary: ${error instanceof Error ? error.message : String(error)}\n`);
      await end(1);
    },
  };
}

function welcome({ installation, url }: Up, seconds: number): string {
  const elsewhere = installation.home === defaultHome() ? '' : ` --home ${JSON.stringify(installation.home)}`;
  return `
Aviary is ready after ${seconds.toFixed(1)} s.

  Open      ${url}
  API       ${url}/docs
  Mailbox   ${url}/mailbox
  Log in    admin, manager, developer or auditor; password ${DEMO_PASSWORD}
  Look      npx aviary status${elsewhere}
  Logs      ${installation.home}/logs

Ctrl-C stops it; the data stays for the next start.
`;
}
