import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SERVICES_WITH_LOG, sealingSecret, serviceSecret } from '#libs/platform';
import { bootstrapCluster, installControl, provisionerOf } from '#libs/tenancy';
import { eraseHome, findParts, type RunningParts, startParts } from '#tools/parts';

/** Parts that belong to the faults alone: nobody else minds when they are killed. */
export interface PartsOfWorld {
  readonly parts: RunningParts;
  readonly master: string;
  end(): Promise<void>;
}

const ANY_PORTS = { postgres: 0, kafka: 0, kafkaController: 0, registry: 0 };

/**
 * Starts parts of our own, and makes the control database.
 *
 * @param given the folder of their data, which then stays; a temporary one by default
 */
export async function startOwnParts(given?: string): Promise<PartsOfWorld> {
  const home = given ?? mkdtempSync(path.join(tmpdir(), 'aviary-faults-'));
  // Written through to the disk only where that is what matters: a process that dies takes nothing of the system with it.
  const parts = await startParts({ home, ports: ANY_PORTS, fsync: false });
  const master = findParts(home)?.secrets.master ?? '';
  const end = async (): Promise<void> => {
    await parts.stop();
    if (given === undefined) await eraseHome(home);
  };
  const { host, port, superuser: user, password } = parts.postgres;
  await bootstrapCluster({ host, port, user, password, database: 'postgres' }, master);
  await installControl(provisionerOf(parts.postgres, master), SERVICES_WITH_LOG);
  return { parts, master, end };
}

/** What a service is told in these parts; its own variables win. */
export function environmentOf(service: string, { parts, master }: PartsOfWorld): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    AVIARY_MODE: 'local',
    AVIARY_HTTP_PORT: '0',
    // Of the mailbox of local mode: nobody here has an address.
    AVIARY_SMTP_PORT: '0',
    AVIARY_POSTGRES_HOST: parts.postgres.host,
    AVIARY_POSTGRES_PORT: String(parts.postgres.port),
    AVIARY_KAFKA_BROKERS: parts.kafka.bootstrap,
    AVIARY_REGISTRY_URL: parts.registry.url,
    AVIARY_SERVICE_SECRET: serviceSecret(master, service),
    AVIARY_SEALING_SECRET: sealingSecret(master),
    AVIARY_LOG_LEVEL: process.env['AVIARY_FAULTS_LOG'] ?? 'error',
  };
}
