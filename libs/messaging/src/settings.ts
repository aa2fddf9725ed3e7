/** What may be tuned about shipping and consuming. All times are milliseconds; the defaults are for production. */
export interface MessagingSettings {
  /** How often logs are looked at for what other instances appended. */
  readonly pollMs: number;
  /** A tenant counts as awake for so long after something last happened in its log. */
  readonly awakeMs: number;
  /** So many sleeping tenants are visited at each poll, in turn. */
  readonly sleepersPerPoll: number;
  /** Tenants that one relay, feed or consumer works for at the same time. */
  readonly concurrency: number;
  /** Upper bound of one produce request, before framing by the protocol. One event always goes, however large. */
  readonly requestBytes: number;
  /** First and longest pause after a failure that may pass. */
  readonly backOffMs: { readonly first: number; readonly longest: number };
  /** Longest pause before a subscriber that keeps failing for a tenant is tried again. */
  readonly longestRestMs: number;
  /** How often a handler is tried before its subscriber and tenant step out of the way of the others. */
  readonly attempts: number;
  /** How long one tenant may hold up a batch before it steps out of the way of the others. */
  readonly patienceMs: number;
  /** How long the broker may hold back an answer to a fetch. It also bounds how long stopping takes. */
  readonly fetchWaitMs: number;
  /** A consumer that has not asked the broker for so long, and is not busy, is made anew. */
  readonly stallMs: number;
  /** Kafka takes the partitions from a consumer that is silent for so long. */
  readonly sessionMs: number;
  /** The reader for those behind is closed after so long without work. */
  readonly idleMs: number;
  /** Cursors are committed to Kafka, for monitors only, at most this often. */
  readonly commitMs: number;
  /** Trouble with topics, or with their reading, is noticed within so long. */
  readonly watchMs: number;
  /** A gap that stays is asked for again after so long. */
  readonly reshipMs: number;
}

export const DEFAULT_SETTINGS: MessagingSettings = {
  pollMs: 1_000,
  awakeMs: 60_000,
  sleepersPerPoll: 32,
  concurrency: 8,
  requestBytes: 1_048_576,
  backOffMs: { first: 50, longest: 1_000 },
  longestRestMs: 30_000,
  attempts: 3,
  patienceMs: 5_000,
  fetchWaitMs: 300,
  stallMs: 60_000,
  sessionMs: 6_000,
  idleMs: 30_000,
  commitMs: 5_000,
  watchMs: 60_000,
  reshipMs: 30_000,
};

/** Injection token of the settings in force. */
export const MESSAGING_SETTINGS = Symbol('MessagingSettings');

/** Injection token of the consumer group's name. */
export const CONSUMER_GROUP = Symbol('ConsumerGroup');
