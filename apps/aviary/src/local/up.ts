import { defaultHome, eraseHome, findParts, type RunningParts, startParts } from '#tools/parts';
import { type LocalInstallation } from './installation.js';
import { chooseGatewayPort, chooseInnerPorts } from './ports.js';
import { removeRunning } from './running.js';
import { type ServiceHost } from './service-host.js';
import { type UpOptions } from './up-options.js';

/** A running installation; `stop` may be called at any time, also while it is still starting. */
export interface Up {
  readonly installation: LocalInstallation;
  readonly parts: RunningParts;
}

/**
 * Starts everything on this machine, in the order in which it needs each other: the parts, each prepared as soon as it answers; then what `serve` does. Each
 * step may find its work done already, by an earlier start or one that was killed.
 */
export async function up(options: UpOptions, whenStopping: (stop: () => Promise<void>) => void): Promise<Up> {
  const { log } = options;
  const home = options.home ?? defaultHome();
  refuseIfRunning(home);
  const gateway = await chooseGatewayPort(options.port);
  if (options.fresh) await eraseHome(home, log);
  const started: { parts?: RunningParts; host?: ServiceHost } = {};
  whenStopping(async () => {
    await started.host?.stop();
    removeRunning(home);
    await started.parts?.stop();
  });
  // The services' code takes its time to load, which the parts take to start as well.
  const loading = import('./serve.js');
  const preparing = loading.then(({ Preparation }) => new Preparation(log));
  preparing.catch(() => undefined);
  const master = () => findParts(home)?.secrets.master ?? '';
  const parts = await startParts({
    home,
    log,
    revive: true,
    prepare: async (part, connections) => (await preparing).of(part, { parts: connections, master: master() }),
    ...(options.partPorts ? { ports: options.partPorts } : {}),
  });
  started.parts = parts;
  const { ports, smtpPort } = await chooseInnerPorts(options.port === 0);
  const logLevel = options.logLevel ?? 'info';
  const installation = {
    mode: 'local',
    ...{ home, master: master(), parts, ports: { ...ports, gateway }, smtpPort, logLevel },
  } as const;
  for (const problem of (await preparing).problems) log(problem);
  const { makeHost, serve } = await loading;
  started.host = makeHost(options);
  await serve(started.host, installation, options);
  return { installation, parts };
}

/** Said before anything else: its ports are taken by itself, and no other port would help. */
function refuseIfRunning(home: string): void {
  const found = findParts(home);
  if (found?.alive) throw new Error(`Aviary already runs on ${home}, as process ${found.owner.pid}: stop it first`);
}
