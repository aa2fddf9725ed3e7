import { type ServiceConfig } from '#libs/platform';
import { testParts } from './parts.js';

/**
 * The configuration of a service on the parts of this test run: local mode, any free port, a quiet log.
 *
 * @param env further variables `AVIARY_…`, which win
 */
export async function testConfig(service: string, env: Readonly<Record<string, string>> = {}): Promise<ServiceConfig> {
  // Loaded when asked for: most specs that import this library configure nothing.
  const { loadServiceConfig, sealingSecret, serviceSecret } = await import('#libs/platform');
  const { master, postgres, kafka, registry } = testParts();
  return loadServiceConfig(service, {
    AVIARY_MODE: 'local',
    AVIARY_HTTP_PORT: '0',
    AVIARY_POSTGRES_HOST: postgres.host,
    AVIARY_POSTGRES_PORT: String(postgres.port),
    AVIARY_SERVICE_SECRET: serviceSecret(master, service),
    AVIARY_SEALING_SECRET: sealingSecret(master),
    AVIARY_KAFKA_BROKERS: kafka.bootstrap,
    AVIARY_REGISTRY_URL: registry.url,
    AVIARY_LOG_LEVEL: 'error',
    ...env,
  });
}
