import { defaultHome, eraseHome, findParts, type RunningParts, startParts } from '#tools/parts';
import { chooseGatewayPort, GATEWAY } from './gateway-port.js';
import { type LocalInstallation } from './installation.js';
import { type Preparation } from './prepare-parts.js';
import { type ServiceHost } from './service-host.js';
import { type UpOptions } from './up-options.js';

/** A running installation. */
export interface Up {
  readonly installation: LocalInstallation;
  readonly parts: RunningParts;
  /** Where people reach it. */
  readonly url: string;
}

type Code = typeof import('./serve.js');

/** What the services cannot be started without: a registry that comes later is waited for by those who need it. */
const FIRST_PARTS = ['postgres', 'kafka'] as const;

/**
 * Starts everything on this machine, in the order in which it needs each other: the parts, each prepared as soon as it
 * answers; then what `serve` does, while the last of them may still be starting. Each step may find its work done already, by
 * an earlier start or one that was killed.
 */
export async function up(options: UpOptions, whenStopping: (stop: () => Promise<void>) => void): Promise<Up> {
  const { log } = options;
  const home = options.home ?? defaultHome();
  refuseIfRunning(home);
  const gateway = await chooseGatewayPort(options.port);
  if (options.fresh) await eraseHome(home, log);
  const started: { code?: Code; parts?: RunningParts; host?: ServiceHost } = {};
  whenStopping(async () => {
    await started.host?.stop();
    started.code?.removeRunning(home);
    await started.parts?.stop();
  });
  // The services' code takes its time to load, which the parts take to start as well: nothing of it is loaded before that.
  let loading: Promise<Code> | undefined;
  const load = (): Promise<Code> => (loading ??= import('./serve.js'));
  let preparing: Promise<Preparation> | undefined;
  const preparation = (): Promise<Preparation> => (preparing ??= load().then((code) => new code.Preparation(log)));
  const parts = await startParts({
    home,
    log,
    revive: true,
    first: FIRST_PARTS,
    launched: () => void load().catch(() => undefined),
    prepare: async (part, connections) =>
      await (await preparation()).of(part, { parts: connections, master: masterOf(home) }),
    ...(options.partPorts ? { ports: options.partPorts } : {}),
  });
  started.parts = parts;
  const code = (started.code = await load());
  const { ports, smtpPort } = await code.chooseInnerPorts(options.port === 0);
  const installation: LocalInstallation = {
    mode: 'local',
    ...{ home, master: masterOf(home), parts, ports: { ...ports, gateway }, smtpPort },
    logLevel: options.logLevel ?? 'info',
  };
  const host = (started.host = code.makeHost(options));
  const whole = parts.whole.then(async () => (await preparation()).problems.forEach((problem) => log(problem)));
  await Promise.all([code.serve(host, installation, options), whole]);
  code.open(host);
  return { installation, parts, url: code.urlOf(installation, GATEWAY) };
}

const masterOf = (home: string): string => findParts(home)?.secrets.master ?? '';

/** Said before anything else: its ports are taken by itself, and no other port would help. */
function refuseIfRunning(home: string): void {
  const found = findParts(home);
  if (found?.alive) throw new Error(`Aviary already runs on ${home}, as process ${found.owner.pid}: stop it first`);
}
