import { defaultHome, eraseHome, findParts, type PartsOptions, type RunningParts, startParts } from '#tools/parts';
import { ALL, FIRST, INNER, LAST } from '../services.js';
import { seedDemoCompany } from '../seed/seed-demo-company.js';
import { makeTenant } from './make-tenant.js';
import { type Installation } from './installation.js';
import { chooseGatewayPort, chooseInnerPorts } from './ports.js';
import { preparePostgres, prepareSchemas, prepareTopics } from './prepare-parts.js';
import { findRunning, removeRunning, writeRunning } from './running.js';
import { type ServiceHost } from './service-host.js';

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
  /** Told what is going on, a line at a time. */
  readonly log: (line: string) => void;
}

/** A running installation; `stop` may be called at any time, also while it is still starting. */
export interface Up {
  readonly installation: Installation;
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
  const installation = { home, master, parts, ports: { ...ports, gateway }, smtpPort, logLevel };
  await startServices(host, installation, log);
  writeRunning(installation);
  const tenant = options.tenant ?? 'popug';
  await makeTenant(findRunning(home), tenant, log);
  if (options.seed !== false) await seedDemoCompany(findRunning(home), tenant, log);
  host.tell(LAST.name, { seeded: true });
  return { installation, parts };
}

/** Said before anything else: its ports are taken by itself, and no other port would help. */
function refuseIfRunning(home: string): void {
  const found = findParts(home);
  if (found?.alive) throw new Error(`Aviary already runs on ${home}, as process ${found.owner.pid}: stop it first`);
}

async function startServices(
  host: ServiceHost,
  installation: Installation,
  log: (line: string) => void,
): Promise<void> {
  // Before anything is shipped: a record carries the registry's id of its schema for good.
  const [troubles, { registered, problems }] = await Promise.all([
    prepareTopics(installation),
    prepareSchemas(installation),
    preparePostgres(installation),
  ]);
  if (registered > 0) log(`published ${registered} schemas`);
  for (const trouble of [...troubles, ...problems]) log(trouble);
  await host.start(FIRST, installation);
  await Promise.all(INNER.map(async (definition) => await host.start(definition, installation)));
  await host.start(LAST, installation);
  log(`${ALL.length} services listen`);
}
