import { demoLogins } from '../seed/demo-people.js';
import { seedDemoCompany } from '../seed/seed-demo-company.js';
import { INNER } from '../services.js';
import { type Installation } from '../local/installation.js';
import { type FirstUser, makeTenant } from '../local/make-tenant.js';
import { chooseGatewayPort } from '../local/gateway-port.js';
import { chooseInnerPorts } from '../local/ports.js';
import { prepareParts } from '../local/prepare-parts.js';
import { reach } from '../local/running.js';
import { type ServiceHost, startInner } from '../local/service-host.js';
import { notUpgraded } from './not-upgraded.js';
import { type ProvisionSettings } from './settings.js';

/** What provisioning has found and done. */
export interface Provisioned {
  readonly tenant: string;
  /** False: the tenant was there before. */
  readonly created: boolean;
  /** The logins that were made. */
  readonly logins: readonly string[];
  /** How many schemas the registry did not have. */
  readonly schemas: number;
  /** Whether the tenant has the demo company, as in local mode. */
  readonly demo: boolean;
  /** What is not as it should be. */
  readonly problems: readonly string[];
}

export interface ProvisionOptions {
  readonly tenant: string;
  /** Runs the services that are needed meanwhile. */
  readonly host: ServiceHost;
  /** How many days of history the demo company gets; all of it by default. */
  readonly seedDays?: number | undefined;
  /** Told what is going on, a line at a time. */
  readonly log: (line: string) => void;
}

/**
 * Makes an installation on parts that somebody else runs: the control database, topics, schemas, every tenant's database as
 * this release needs it, and one tenant with its first logins. All of it is what `aviary up` does, by the same functions:
 * the services that are needed for it run in this process meanwhile, on loopback ports of their own, also beside others that
 * serve. It is done before each deployment of a release; what is done already is left as it is.
 *
 * @throws Error that names the part that cannot be prepared, or a service's reason not to start
 */
export async function provision(
  settings: ProvisionSettings,
  { tenant, host, log, seedDays }: ProvisionOptions,
): Promise<Provisioned> {
  const demo = settings.shared.mode === 'local';
  const installation = await installationOf(settings);
  const { registered, problems } = await prepareParts(installation, log);
  try {
    await startInner(host, installation, demo ? INNER : INNER.filter(({ name }) => name === 'auth'));
    const made = await makeTenant(reach(installation), { tenant, users: firstUsers(settings, tenant) }, log);
    for (const login of made.logins) log(`made the login ${login} of ${tenant}`);
    if (demo) await seedDemoCompany(reach(installation), tenant, log, seedDays);
    const left = await notUpgraded(installation);
    return { tenant, ...made, schemas: registered, demo, problems: [...problems, ...left] };
  } finally {
    await host.stop();
  }
}

async function installationOf({ shared, master, superuser }: ProvisionSettings): Promise<Installation> {
  const { mode, postgres, kafka, registry } = shared;
  const { ports, smtpPort } = await chooseInnerPorts(true);
  return {
    ...{ mode, master, smtpPort, logLevel: 'warn' },
    parts: {
      postgres: { ...postgres, superuser: superuser.name, password: superuser.password },
      kafka: { bootstrap: kafka.brokers.join(',') },
      registry,
    },
    // It is not started; the others want to be told an address.
    ports: { ...ports, gateway: await chooseGatewayPort(0) },
  };
}

function firstUsers({ shared, admin }: ProvisionSettings, tenant: string): readonly FirstUser[] {
  if (shared.mode === 'local') return demoLogins(tenant);
  return admin ? [{ ...admin, name: admin.login, email: null, roles: ['admin'] }] : [];
}
