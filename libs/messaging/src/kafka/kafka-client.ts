import { Inject, Injectable, Logger } from '@nestjs/common';
import { type Admin, Kafka, type KafkaConfig, type LogEntry, logLevel } from 'kafkajs';
import { SERVICE_CONFIG, type ServiceConfig } from '#libs/platform';

/** About a second, when the broker is away: for those who know what to do then. */
const SHORT = { retries: 2, initialRetryTime: 100, maxRetryTime: 500 };
/** About a minute: a member of a group that outlasts a restart of the broker need not join anew, which takes longer. */
const LONG = { retries: 120, initialRetryTime: 100, maxRetryTime: 500 };

/**
 * The connections of the service to its Kafka. Retries inside kafkajs are few, where relay and consumers know better how
 * long to go on trying and what it means.
 */
@Injectable()
export class KafkaClient {
  /** For producers and admins. */
  readonly kafka: Kafka;
  private readonly log = new Logger('Kafka');
  private readonly options: KafkaConfig;

  constructor(@Inject(SERVICE_CONFIG) config: Pick<ServiceConfig, 'service' | 'kafka'>) {
    this.options = {
      clientId: `aviary.${config.service}`,
      brokers: [...config.kafka.brokers],
      connectionTimeout: 3_000,
      requestTimeout: 10_000,
      logLevel: logLevel.WARN,
      logCreator: () => (entry) => this.write(entry),
    };
    this.kafka = new Kafka({ ...this.options, retry: SHORT });
  }

  /**
   * For one member of a consumer group, who outlasts a broker that is away for a while.
   *
   * @param signal ends that patience: kafkajs is told that there are no brokers, which it takes for final
   */
  patient(signal: AbortSignal): Kafka {
    const known = this.options.brokers as string[];
    return new Kafka({ ...this.options, brokers: () => (signal.aborted ? [] : known), retry: LONG });
  }

  /** Runs the work with an admin connection, which is closed after it. */
  async withAdmin<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
    const admin = this.kafka.admin();
    await admin.connect();
    try {
      return await work(admin);
    } finally {
      await admin.disconnect();
    }
  }

  /** kafkajs calls an error what is but a broker that is away; what matters is reported by those who use it. */
  private write({ level, namespace, log }: LogEntry): void {
    const { message, logger: _logger, timestamp: _timestamp, stack: _stack, ...detail } = log;
    this.log[level === logLevel.ERROR ? 'debug' : 'verbose'](`${namespace}: ${message}`, detail);
  }
}
