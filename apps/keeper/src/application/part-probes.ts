import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type Admin, Kafka, logLevel } from 'kafkajs';
import { SERVICE_CONFIG, type ServiceConfig } from '#libs/platform';
import { ControlDatabase } from '#libs/tenancy';
import { type PartStanding } from '../domain/standing.js';

const PATIENCE_MS = 2_000;

/** Asks PostgreSQL, Kafka and the registry whether they answer. */
@Injectable()
export class PartProbes implements OnApplicationShutdown {
  private readonly kafka: Kafka;
  private admin: Promise<Admin> | undefined;

  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
    private readonly control: ControlDatabase,
  ) {
    this.kafka = new Kafka({
      clientId: 'aviary.keeper',
      brokers: [...config.kafka.brokers],
      logLevel: logLevel.NOTHING,
      connectionTimeout: PATIENCE_MS,
      requestTimeout: PATIENCE_MS,
      retry: { retries: 0 },
    });
  }

  async all(): Promise<PartStanding[]> {
    return await Promise.all([
      probe('postgres', async () => void (await this.control.pool.query('SELECT 1'))),
      probe('kafka', async () => await this.askKafka()),
      probe('registry', async () => await this.askRegistry()),
    ]);
  }

  async onApplicationShutdown(): Promise<void> {
    const admin = await this.admin?.catch(() => undefined);
    await admin?.disconnect().catch(() => undefined);
  }

  private async askKafka(): Promise<void> {
    this.admin ??= this.connectAdmin();
    try {
      const { brokers } = await (await this.admin).describeCluster();
      if (brokers.length === 0) throw new Error('the cluster has no broker');
    } catch (error) {
      const broken = this.admin;
      this.admin = undefined;
      void broken?.then((admin) => admin.disconnect()).catch(() => undefined);
      throw error;
    }
  }

  private async connectAdmin(): Promise<Admin> {
    const admin = this.kafka.admin();
    await admin.connect();
    return admin;
  }

  private async askRegistry(): Promise<void> {
    const answer = await fetch(`${this.config.registry.url}/config`, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!answer.ok) throw new Error(`it answers ${answer.status}`);
  }
}

async function probe(name: string, ask: () => Promise<void>): Promise<PartStanding> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), PATIENCE_MS + 500);
  });
  try {
    await Promise.race([ask(), late]);
    return { name, state: 'ok' };
  } catch {
    // Why exactly is in the logs of those who work with it; the public is told no addresses.
    return { name, state: 'down', reason: 'it does not answer' };
  } finally {
    clearTimeout(timer);
  }
}
