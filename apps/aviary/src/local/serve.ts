import { ALL, INNER, LAST } from '../services.js';
import { demoLogins } from '../seed/demo-people.js';
import { seedDemoCompany } from '../seed/seed-demo-company.js';
import { type LocalInstallation } from './installation.js';
import { makeTenant } from './make-tenant.js';
import { reach, writeRunning } from './running.js';
import { OneProcess, ProcessEach, type ServiceHost, startInner } from './service-host.js';
import { type UpOptions } from './up-options.js';

export { urlOf } from './installation.js';
export { chooseInnerPorts } from './ports.js';
export { Preparation } from './prepare-parts.js';
export { removeRunning } from './running.js';

/** All services in this process, or a process for each. */
export const makeHost = ({ split, log }: Pick<UpOptions, 'split' | 'log'>): ServiceHost =>
  split ? new ProcessEach(log) : new OneProcess();

/**
 * Serves on parts that run and are prepared: the service that makes databases; the other services; the tenant and its
 * demo company. The gateway says that it is ready when it is told to `open`. It has a file of its own since it brings the code of all services with it.
 */
export async function serve(host: ServiceHost, installation: LocalInstallation, options: UpOptions): Promise<void> {
  const { log } = options;
  await startInner(host, installation, INNER);
  await host.start(LAST, installation);
  log(`${ALL.length} services listen`);
  writeRunning(installation);
  const tenant = options.tenant ?? 'popug';
  await makeTenant(reach(installation), { tenant, users: demoLogins(tenant) }, log);
  if (options.seed !== false) await seedDemoCompany(reach(installation), tenant, log, options.seedDays);
}

/** Nothing is missing any more. */
export function open(host: ServiceHost): void {
  host.tell(LAST.name, { seeded: true });
}
