import { Kafka, logLevel } from 'kafkajs';
import { catalogue, topic } from '#libs/contracts';
import { ensureTopics, publishSchemas, RegistryClient } from '#libs/messaging';
import { bootstrapCluster } from '#libs/tenancy';
import { type Installation } from './installation.js';

type Parts = Pick<Installation, 'parts' | 'master'>;

/** Makes the server Aviary's own: the provisioner's role and the control database. Again is harmless. */
export async function preparePostgres({ parts, master }: Parts): Promise<void> {
  const { host, port, superuser, password } = parts.postgres;
  await bootstrapCluster({ host, port, database: 'postgres', user: superuser, password }, master);
}

/**
 * Makes the topics that are missing.
 *
 * @returns a sentence for each that is not as it should be
 */
export async function prepareTopics({ parts }: Parts): Promise<string[]> {
  const kafka = new Kafka({ clientId: 'aviary.up', brokers: [parts.kafka.bootstrap], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  try {
    const services = [...new Set(catalogue.map(({ service }) => service))];
    return await ensureTopics(
      admin,
      services.map((service) => topic(service)),
    );
  } finally {
    await admin.disconnect();
  }
}

/**
 * Registers every schema that the registry does not have.
 *
 * @returns how many were new, and a sentence for each on which the registry disagrees
 */
export async function prepareSchemas({ parts }: Parts): Promise<{ registered: number; problems: string[] }> {
  const { registered, problems } = await publishSchemas(new RegistryClient(parts.registry.url), catalogue);
  const sentences = problems.map(
    ({ subject, version, problem }) => `the registry disagrees on ${subject} version ${version}: ${problem}`,
  );
  return { registered: registered.length, problems: sentences };
}
