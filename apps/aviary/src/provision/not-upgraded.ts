import { logInstaller } from '#libs/event-store';
import { SERVICES_WITH_LOG } from '#libs/platform';
import { provisionerOf, tenantsToUpgrade } from '#libs/tenancy';
import { type Installation } from '../local/installation.js';

/**
 * A sentence for each tenant whose database is not as this release needs it. The service that upgrades them goes on when
 * one cannot be upgraded, and says why in its log only.
 */
export async function notUpgraded({ parts, master }: Pick<Installation, 'parts' | 'master'>): Promise<string[]> {
  const { host, port } = parts.postgres;
  const services = SERVICES_WITH_LOG.map((service) => logInstaller(service));
  const left = await tenantsToUpgrade(provisionerOf({ host, port }, master), services);
  return left.map(
    (tenant) => `the database of ${tenant} could not be upgraded: the log of the tenants service says why`,
  );
}
