import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { EventLog } from '#libs/event-store';
import { SERVICE_CONFIG, type ServiceConfig } from '#libs/platform';
import { ConsumerBook } from './consuming/consumer-book.js';
import { ConsumerRows } from './consuming/consumer-rows.js';
import { LogHeads } from './consuming/log-heads.js';
import { CursorStore } from './consuming/cursor-store.js';
import { LogFeed } from './consuming/log-feed.js';
import { ReadingTools } from './consuming/reading-tools.js';
import { OWN_LOG, Subscriptions } from './consuming/subscriptions.js';
import { TenantBatches } from './consuming/tenant-batches.js';
import { TopicConsumer } from './consuming/topic-consumer.js';
import { DeadLetterBook } from './dead-letters/dead-letter-book.js';
import { DeadLetterSigns } from './dead-letters/dead-letter-signs.js';
import { DeadLetterTools } from './dead-letters/dead-letter-tools.js';
import { DeadLetters } from './dead-letters/dead-letters.js';
import { LetterOpener } from './dead-letters/letter-opener.js';
import { EpochBook } from './epochs/epoch-book.js';
import { LogComparison } from './epochs/log-comparison.js';
import { LogCustody } from './epochs/log-custody.js';
import { VoidCauses } from './epochs/void-causes.js';
import { KafkaClient } from './kafka/kafka-client.js';
import { TopicHealth } from './kafka/topic-health.js';
import { ReactorTransport } from './reactors/reactor-transport.js';
import { RegistryClient } from './registry/registry-client.js';
import { HeldLeases } from './relay/held-leases.js';
import { RelayBook } from './relay/relay-book.js';
import { Relay } from './relay/relay.js';
import { ReshipRequests } from './relay/reship-requests.js';
import { SchemaIds } from './relay/schema-ids.js';
import { Shipment } from './relay/shipment.js';
import { TenantRelay } from './relay/tenant-relay.js';
import { TopicProducer } from './relay/topic-producer.js';
import { LogReplay } from './replaying/log-replay.js';
import { TopicCheck } from './verifying/topic-check.js';
import { ReaderWatch } from './watching/reader-watch.js';
import { ShippedWatch } from './watching/shipped-watch.js';
import { TopicAlarms } from './watching/topic-alarms.js';
import { TopicEndsReader } from './watching/topic-ends.js';
import { TopicWatch, WatchParts } from './watching/topic-watch.js';
import { CONSUMER_GROUP, DEFAULT_SETTINGS, MESSAGING_SETTINGS, type MessagingSettings } from './settings.js';

/** Records are shipped without the registry; it is not waited for long. */
const REGISTRY_MS = 2_000;

export interface MessagingOptions {
  readonly service: string;
  /** Whether the service has a log of its own: then it is relayed, fed to the own views, and reactors may append to it. */
  readonly hasLog: boolean;
  /** The consumer group that all instances share; `aviary.<service>` by default. */
  readonly group?: string;
  readonly settings?: Partial<MessagingSettings>;
}

const READING: Provider[] = [
  KafkaClient,
  TopicHealth,
  CursorStore,
  Subscriptions,
  EpochBook,
  TenantBatches,
  ReadingTools,
  TopicConsumer,
  LogHeads,
  ConsumerRows,
  TopicEndsReader,
  ReaderWatch,
  WatchParts,
  TopicAlarms,
  TopicWatch,
  ConsumerBook,
  ...[LetterOpener, DeadLetterBook, DeadLetterTools, DeadLetterSigns, DeadLetters],
  LogReplay,
  VoidCauses,
];

const WITH_LOG: Provider[] = [
  {
    provide: RegistryClient,
    useFactory: ({ registry }: ServiceConfig) => new RegistryClient(registry.url, REGISTRY_MS),
    inject: [SERVICE_CONFIG],
  },
  {
    provide: OWN_LOG,
    useFactory: (log: EventLog) => ({ service: log.service, head: (tenant: string) => log.head(tenant) }),
    inject: [EventLog],
  },
  ...[SchemaIds, TopicProducer, Shipment, HeldLeases, ReshipRequests, RelayBook, TenantRelay, Relay],
  ShippedWatch,
  ...[LogComparison, LogCustody, LogFeed, ReactorTransport, TopicCheck],
];

/** Within the time in which trouble has to be noticed, a consumer that asks for nothing counts as stalled, too. */
const settingsBy =
  (settings: Partial<MessagingSettings> = {}) =>
  ({ watchSeconds }: Pick<ServiceConfig, 'watchSeconds'>): MessagingSettings => {
    const watchMs = watchSeconds * 1_000;
    return { ...DEFAULT_SETTINGS, watchMs, stallMs: watchMs, ...settings };
  };

/** Ships a service's log and brings it the logs of others. `PlatformModule`, `TenancyModule` and `EventStoreModule` have to be there. */
@Module({})
export class MessagingModule {
  static forService({ service, hasLog, group = `aviary.${service}`, settings }: MessagingOptions): DynamicModule {
    return {
      module: MessagingModule,
      global: true,
      providers: [
        { provide: CONSUMER_GROUP, useValue: group },
        { provide: MESSAGING_SETTINGS, useFactory: settingsBy(settings), inject: [SERVICE_CONFIG] },
        ...READING,
        ...(hasLog ? WITH_LOG : []),
      ],
      exports: [
        Subscriptions,
        TopicConsumer,
        ...[DeadLetterTools, DeadLetters],
        LogReplay,
        VoidCauses,
        ...(hasLog ? [Relay, LogCustody, LogFeed, ReactorTransport, RegistryClient] : []),
      ],
    };
  }
}
