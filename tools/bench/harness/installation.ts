import { logInstaller } from '#libs/event-store';
import { loadServiceConfig, sealingSecret, SERVICES_WITH_LOG, serviceSecret, type ServiceConfig } from '#libs/platform';
import { bootstrapCluster, installControl, provisionerOf, provisionTenant } from '#libs/tenancy';
import { type Place } from './workshop.js';

/** The company whose events are measured. */
export const TENANT = 'bench';

/** Makes a tenant with logs of these services, as every tenant is made. */
export async function provision({ server, master }: Place, services: readonly string[]): Promise<void> {
  const { host, port, superuser: user, password } = server;
  await bootstrapCluster({ host, port, user, password, database: 'postgres' }, master);
  const provisioner = provisionerOf(server, master);
  await installControl(provisioner, SERVICES_WITH_LOG);
  await provisionTenant(provisioner, { tenant: TENANT, services: services.map((service) => logInstaller(service)) });
}

/** What a service is told that runs there. */
export function configOf({ server, kafka, registry, master }: Place, service: string): ServiceConfig {
  return loadServiceConfig(service, {
    AVIARY_MODE: 'local',
    AVIARY_POSTGRES_HOST: server.host,
    AVIARY_POSTGRES_PORT: String(server.port),
    AVIARY_KAFKA_BROKERS: kafka.bootstrap,
    AVIARY_REGISTRY_URL: registry.url,
    AVIARY_SERVICE_SECRET: serviceSecret(master, service),
    AVIARY_SEALING_SECRET: sealingSecret(master),
    AVIARY_LOG_LEVEL: 'error',
  });
}
