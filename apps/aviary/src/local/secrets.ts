import { sealingSecret, SERVICES_WITH_LOG, serviceSecret } from '#libs/platform';

/** The secrets of all services that have any, by name: for `tenants`, which makes everybody's roles. */
export const allSecrets = (master: string): Record<string, string> =>
  Object.fromEntries(SERVICES_WITH_LOG.map((name) => [name, serviceSecret(master, name)]));

/**
 * The variables by which one service is given its secrets, and nobody else's. The gateway has none.
 *
 * @param master the installation's master secret, from which all derive
 */
export function secretsOf(service: string, master: string): Record<string, string> {
  if (service === 'gateway') return {};
  return {
    AVIARY_SERVICE_SECRET: serviceSecret(master, service),
    AVIARY_SEALING_SECRET: sealingSecret(master),
    ...(service === 'tenants' ? { AVIARY_SERVICE_SECRETS: JSON.stringify(allSecrets(master)) } : {}),
  };
}
