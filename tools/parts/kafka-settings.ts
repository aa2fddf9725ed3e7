import type { PartContext } from './part.js';
import { host } from './free-port.js';

const mebibyte = 1024 * 1024;

export const NODE_ID = 1;

/** One node that is broker and controller. Nothing here is kept in the data, so the ports may change between two starts. */
export function properties({ home, ports }: PartContext): string {
  const settings: Record<string, string | number> = {
    'process.roles': 'broker,controller',
    'node.id': NODE_ID,
    'controller.quorum.voters': `${NODE_ID}@${host}:${ports.kafkaController}`,
    listeners: `PLAINTEXT://${host}:${ports.kafka},CONTROLLER://${host}:${ports.kafkaController}`,
    'advertised.listeners': `PLAINTEXT://${host}:${ports.kafka}`,
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': home.at('kafka'),
    'auto.create.topics.enable': 'false',
    'message.max.bytes': 8 * mebibyte,
    'log.retention.ms': -1,
    'log.retention.bytes': -1,
    'group.initial.rebalance.delay.ms': 0,
    // After a kill -9 the controller admits the broker again only when its old session is over.
    'broker.session.timeout.ms': 3_000,
    'broker.heartbeat.interval.ms': 500,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 4,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'num.network.threads': 2,
    'num.io.threads': 4,
    'num.recovery.threads.per.data.dir': 2,
    'log.cleaner.dedupe.buffer.size': 4 * mebibyte,
  };
  return Object.entries(settings)
    .map(([key, value]) => `${key}=${String(value).replaceAll('\\', '\\\\')}\n`)
    .join('');
}

/** Everything goes to the output, which is the part's log; without the hundreds of lines of settings at each start. */
export const log4j = `rootLogger.level = INFO
rootLogger.appenderRef.out.ref = out
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %d{ISO8601} %p %m (%c{1})%n
logger.config.name = org.apache.kafka.common.config
logger.config.level = WARN
logger.kafkaConfig.name = kafka.server.KafkaConfig
logger.kafkaConfig.level = WARN
`;
