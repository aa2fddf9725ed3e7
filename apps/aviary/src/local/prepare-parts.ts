import { Kafka, logLevel } from 'kafkajs';
import { catalogue, topic } from '#libs/contracts';
import { ensureTopics, publishSchemas, RegistryClient } from '#libs/messaging';
import { bootstrapCluster } from '#libs/tenancy';
import { type PartName, type PartsConnections } from '#tools/parts';

/** What it takes to prepare a part: where all of them are, and the secret from which all others derive. */
export interface Preparable {
  readonly parts: PartsConnections;
  readonly master: string;
}

export interface PreparedParts {
  /** How many schemas the registry did not have. */
  readonly registered: number;
  /** A sentence for each topic that is not as it should be, and for each schema on which the registry disagrees. */
  readonly problems: readonly string[];
}

/**
 * Makes the parts ready for the services. It comes first: a record carries the registry's id of its schema for good. Again
 * is harmless.
 *
 * @throws Error that names the part that cannot be prepared
 */
export async function prepareParts(installation: Preparable, log: (line: string) => void): Promise<PreparedParts> {
  const preparation = new Preparation(log);
  await Promise.all(PARTS.map((part) => preparation.of(part, installation)));
  return preparation;
}

const PARTS: readonly PartName[] = ['postgres', 'kafka', 'registry'];

/** The same, a part at a time, for one that is ready before the others. */
export class Preparation implements PreparedParts {
  registered = 0;
  readonly problems: string[] = [];

  constructor(private readonly log: (line: string) => void) {}

  /** @throws Error that names the part */
  async of(part: PartName, installation: Preparable): Promise<void> {
    const { postgres, kafka, registry } = installation.parts;
    switch (part) {
      case 'postgres':
        await naming(`PostgreSQL at ${postgres.host}:${postgres.port}`, preparePostgres(installation));
        break;
      case 'kafka':
        this.problems.push(...(await naming(`Kafka at ${kafka.bootstrap}`, prepareTopics(installation))));
        break;
      case 'registry': {
        const found = await naming(`the schema registry at ${registry.url}`, prepareSchemas(installation));
        this.registered = found.registered;
        this.problems.push(...found.problems);
        if (found.registered > 0) this.log(`published ${found.registered} schemas`);
      }
    }
  }
}

async function naming<Result>(part: string, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (cause) {
    const { message, code = 'no reason given' } = cause as Error & { code?: string };
    throw new Error(`${part} cannot be prepared: ${message || code}`, { cause });
  }
}

/** Makes the server Aviary's own: the provisioner's role and the control database. */
async function preparePostgres({ parts, master }: Preparable): Promise<void> {
  const { host, port, superuser, password } = parts.postgres;
  await bootstrapCluster({ host, port, database: 'postgres', user: superuser, password }, master);
}

/** Makes the topics that are missing. */
async function prepareTopics({ parts }: Preparable): Promise<string[]> {
  const brokers = parts.kafka.bootstrap.split(',');
  const admin = new Kafka({ clientId: 'aviary.up', brokers, logLevel: logLevel.NOTHING }).admin();
  try {
    await admin.connect();
    const services = [...new Set(catalogue.map(({ service }) => service))];
    return await ensureTopics(
      admin,
      services.map((service) => topic(service)),
    );
  } finally {
    await admin.disconnect();
  }
}

/** Everything else on this machine starts at the same time, and a registry that has only just begun is slow. */
const REGISTRY_MS = 60_000;

/** Registers every schema that the registry does not have. */
async function prepareSchemas({ parts }: Preparable): Promise<{ registered: number; problems: string[] }> {
  const { registered, problems } = await publishSchemas(new RegistryClient(parts.registry.url, REGISTRY_MS), catalogue);
  const sentences = problems.map(
    ({ subject, version, problem }) => `the registry disagrees on ${subject} version ${version}: ${problem}`,
  );
  return { registered: registered.length, problems: sentences };
}
