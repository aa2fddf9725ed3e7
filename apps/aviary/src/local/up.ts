import { defaultHome, eraseHome, findParts, type PartsOptions, type RunningParts, startParts } from '#tools/parts';
import { ALL, INNER, LAST } from '../services.js';
import { seedDemoCompany } from '../seed/seed-demo-company.js';
import { demoLogins } from '../seed/demo-people.js';
import { makeTenant } from './make-tenant.js';
import { type LocalInstallation } from './installation.js';
import { chooseGatewayPort, chooseInnerPorts } from './ports.js';
import { prepareParts } from './prepare-parts.js';
import { reach, removeRunning, writeRunning } from './running.js';
import { type ServiceHost, startInner } from './service-host.js';

export interface UpOptions {
  readonly home?: string;
  /** Begin anew: all data, logs and secrets are deleted first. */
  readonly fresh?: boolean;
  /** The gateway's port; 0 takes any free one. */
  readonly port?: number;
  readonly partPorts?: PartsOptions['ports'];
  readonly tenant?: string;
  readonly logLevel?: string;
  /** False leaves the tenant empty but for its logins. */
  readonly seed?: boolean;
  /** How many days of history the demo company gets; all of it by default. */
  readonly seedDays?: number;
  /** Told what is going on, a line at a time. */
  readonly log: (line: string) => void;
}

/** A running installation; `stop` may be called at any time, also while it is still starting. */
export interface Up {
  readonly installation: LocalInstallation;
  readonly parts: RunningParts;
}

/**
 * Starts everything on this machine, in the order in which it needs each other: parts; topics and schemas beside the
 * service that makes databases; the other services; the tenant and its demo company; last the gateway's readiness. Each
 * step may find its work done already, by an earlier start or one that was killed.
 */
export async function up(
  host: ServiceHost,
  options: UpOptions,
  whenStopping: (stop: () => Promise<void>) => void,
): Promise<Up> {
  const { log } = options;
  const home = options.home ?? defaultHome();
  refuseIfRunning(home);
  const gateway = await chooseGatewayPort(options.port);
  if (options.fresh) await eraseHome(home, log);
  const started: { parts?: RunningParts } = {};
  whenStopping(async () => {
    await host.stop();
    removeRunning(home);
    await started.parts?.stop();
  });
  const parts = await startParts({
    home,
    log,
    revive: true,
    ...(options.partPorts ? { ports: options.partPorts } : {}),
  });
  started.parts = parts;
  const master = findParts(home)?.secrets.master ?? '';
  const { ports, smtpPort } = await chooseInnerPorts(options.port === 0);
  const logLevel = options.logLevel ?? 'info';
  const installation = {
    mode: 'local',
    ...{ home, master, parts, ports: { ...ports, gateway }, smtpPort, logLevel },
  } as const;
  for (const problem of (await prepareParts(installation, log)).problems) log(problem);
  await startInner(host, installation, INNER);
  await host.start(LAST, installation);
  log(`${ALL.length} services listen`);
  writeRunning(installation);
  const tenant = options.tenant ?? 'popug';
  await makeTenant(reach(installation), { tenant, users: demoLogins(tenant) }, log);
  if (options.seed !== false) await seedDemoCompany(reach(installation), tenant, log, options.seedDays);
  host.tell(LAST.name, { seeded: true });
  return { installation, parts };
}

/** Said before anything else: its ports are taken by itself, and no other port would help. */
function refuseIfRunning(home: string): void {
  const found = findParts(home);
  if (found?.alive) throw new Error(`Aviary already runs on ${home}, as process ${found.owner.pid}: stop it first`);
}
