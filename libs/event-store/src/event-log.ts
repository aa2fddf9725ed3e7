import { type RecordedEvent } from '#libs/kernel';
import { Metrics, NO_TRACING, Tracing } from '#libs/platform';
import { asUnavailable, TenantDatabases } from '#libs/tenancy';
import { Inject, Injectable, Logger, Optional } from '@nestjs/common';
import { type Pool } from 'pg';
import { prepare } from './append/prepare.js';
import { appendMeasures } from './append/measures.js';
import { logSchema, TenantLog, type AppendCall } from './append/tenant-log.js';
import { traceAppend } from './append/trace-append.js';
import { LogReader, type KeptAnswer, type ReadLimits } from './reading/log-reader.js';
import { epochs, openEpoch, type EpochOpening, type EpochStart, type OpenedEpoch } from './reading/epochs.js';
import * as relay from './reading/relay-progress.js';
import { rememberSchemaId, schemaIds, type SchemaId } from './reading/schema-ids.js';
import { recordedEvent } from './reading/rows.js';
import { Sealing } from './sealing/sealing.js';
import { verifyChain, type ChainReport } from './verifying/verify-chain.js';
import { type AppendCommand, type AppendOutcome, type Head, type RawEvent } from './types.js';

/** Injection token: the service whose log this is. */
export const LOG_SERVICE = Symbol('LOG_SERVICE');

const READ_BYTES = 16 * 1024 * 1024;

/** Versions of a stream's events, both included; by default all. */
export interface VersionRange {
  readonly fromVersion?: number;
  readonly toVersion?: number;
}

type AppendedListener = (tenant: string, position: number) => void;

/**
 * The append-only log of this service, one per tenant.
 *
 * Every method throws DomainError `unknown-tenant` (404), and one of kind `unavailable` (503) when the database is away.
 */
@Injectable()
export class EventLog {
  private readonly logger = new Logger(EventLog.name);
  private readonly logs = new Map<string, TenantLog>();
  private readonly listeners = new Set<AppendedListener>();
  private readonly schema: string;
  private readonly measure: (call: AppendCall) => void;

  constructor(
    private readonly databases: TenantDatabases,
    private readonly sealing: Sealing,
    @Inject(LOG_SERVICE) readonly service: string,
    @Optional() metrics?: Metrics,
    @Optional() private readonly tracing: Tracing = NO_TRACING,
  ) {
    this.schema = logSchema(service);
    this.measure = metrics ? appendMeasures(metrics) : () => undefined;
  }

  /**
   * Records one command, together with whatever else is being recorded at the moment.
   *
   * @throws DomainError `event-too-large` (400), `person-erased` (409), `log-busy` or `log-away` (503)
   */
  async append(tenant: string, command: AppendCommand): Promise<AppendOutcome> {
    if (this.tracing.on) return (await this.appendTraced(tenant, [command]))[0] as AppendOutcome;
    const prepared = await this.prepare(tenant, command);
    return this.logOf(tenant).append(prepared);
  }

  /**
   * Records several commands, each all-or-nothing for itself, in their order as far as they touch the same streams.
   * If one of them cannot even be encoded, nothing is recorded.
   */
  async appendAll(tenant: string, commands: readonly AppendCommand[]): Promise<AppendOutcome[]> {
    if (this.tracing.on) return this.appendTraced(tenant, commands);
    const prepared = await Promise.all(commands.map((command) => this.prepare(tenant, command)));
    return Promise.all(prepared.map((command) => this.logOf(tenant).append(command)));
  }

  /**
   * A stream's events, oldest first, decoded and unsealed.
   *
   * @throws UnknownEventVersionError, UndecodableError
   */
  async readStream(tenant: string, streamId: string, range: VersionRange = {}): Promise<RecordedEvent[]> {
    return this.readable(tenant, await this.readStreamRaw(tenant, streamId, range));
  }

  /**
   * The events of several streams at once, each oldest first, decoded and unsealed. A stream without events is left out.
   *
   * @throws UnknownEventVersionError, UndecodableError
   */
  async readStreams(tenant: string, streamIds: readonly string[]): Promise<Map<string, RecordedEvent[]>> {
    const raw = await this.reading(tenant, (reader) => reader.streams(streamIds));
    const streams = new Map<string, RecordedEvent[]>();
    for (const event of await this.readable(tenant, raw)) {
      const { streamId } = event.meta;
      const known = streams.get(streamId);
      if (known) known.push(event);
      else streams.set(streamId, [event]);
    }
    return streams;
  }

  /** A stream's events as they lie in the log. */
  async readStreamRaw(tenant: string, streamId: string, range: VersionRange = {}): Promise<RawEvent[]> {
    const { fromVersion = 1, toVersion = Number.MAX_SAFE_INTEGER } = range;
    return this.reading(tenant, (reader) => reader.stream(streamId, fromVersion, toVersion));
  }

  /** At most so many events after a position, oldest first, decoded and unsealed; fewer where they are very large. */
  async read(tenant: string, afterPosition: number, limit: number): Promise<RecordedEvent[]> {
    return this.readable(tenant, await this.readRaw(tenant, afterPosition, { maxEvents: limit, maxBytes: READ_BYTES }));
  }

  /** Events after a position as they lie in the log. Empty only at the end of the log. */
  readRaw(tenant: string, afterPosition: number, limits: ReadLimits): Promise<RawEvent[]> {
    return this.reading(tenant, (reader) => reader.after(afterPosition, limits));
  }

  /** The events with these ids as they lie in the log, in its order; ids that are not in it are left out. */
  find(tenant: string, eventIds: readonly string[]): Promise<RawEvent[]> {
    return this.reading(tenant, (reader) => reader.find(eventIds));
  }

  head(tenant: string): Promise<Head> {
    return this.reading(tenant, (reader) => reader.head());
  }

  /** 0 for a stream without events. */
  streamVersion(tenant: string, streamId: string): Promise<number> {
    return this.reading(tenant, (reader) => reader.streamVersion(streamId));
  }

  /** What was answered to the request that came with this idempotency key. */
  answered(tenant: string, key: string): Promise<KeptAnswer | undefined> {
    return this.reading(tenant, (reader) => reader.answered(key));
  }

  /** Those of the causes that the reactor has answered to. */
  knownReactions(tenant: string, reactor: string, causeIds: readonly string[]): Promise<Set<string>> {
    return this.reading(tenant, (reader) => reader.knownReactions(reactor, causeIds));
  }

  /** How far a reactor has read a source; epoch 1, position 0 for one that has read nothing. */
  checkpoint(tenant: string, consumer: string, source: string): Promise<{ epoch: number; position: number }> {
    return this.reading(tenant, (reader) => reader.checkpoint(consumer, source));
  }

  /** Recomputes the whole log; see `verifyChain`. */
  verifyChain(tenant: string): Promise<ChainReport> {
    return this.onPool(tenant, (pool) => verifyChain(pool, this.service));
  }

  /** The epochs of the log, the oldest first. */
  epochs(tenant: string): Promise<EpochStart[]> {
    return this.onPool(tenant, (pool) => epochs(pool, this.schema));
  }

  /** Opens a new epoch: the log was put back, and what others have seen of it from some position on is void. */
  async openEpoch(tenant: string, opening: EpochOpening): Promise<OpenedEpoch> {
    const done = await this.onPool(tenant, async (pool) => {
      await this.logOf(tenant).keepSchema(pool, 'LogEpochOpened', 1);
      return openEpoch(pool, this.schema, opening);
    });
    if (done.opened) this.tell(tenant, done.position);
    return done;
  }

  /** The hash of an event as it is chained; undefined beyond the end of the log. */
  hashAt(tenant: string, position: number): Promise<Buffer | undefined> {
    return this.reading(tenant, (reader) => reader.hashAt(position));
  }

  relayProgress(tenant: string): Promise<relay.RelayProgress> {
    return this.onPool(tenant, (pool) => relay.relayProgress(pool, this.schema));
  }

  /**
   * Notes that the log was compared with its topic in that life of the database.
   *
   * @param upto the first offset of its partition that was not looked at; 0 for none
   */
  relayCompared(tenant: string, life: string, upto: number): Promise<void> {
    this.logOf(tenant).forgetSchemas();
    return this.onPool(tenant, (pool) => relay.relayCompared(pool, this.schema, life, upto));
  }

  /** Notes that the log is shipped up to a position. Answers whether that was news. */
  relayAdvance(tenant: string, step: relay.RelayStep): Promise<boolean> {
    return this.onPool(tenant, (pool) => relay.relayAdvance(pool, this.schema, step));
  }

  /** Lets the relay ship again what comes after a position. Answers whether that is anything. */
  relayRewind(tenant: string, position: number): Promise<boolean> {
    return this.onPool(tenant, (pool) => relay.relayRewind(pool, this.schema, position));
  }

  /** Keeps the id which the schema registry gave to a schema that the log uses. */
  rememberSchemaId(tenant: string, event: string, version: number, id: number): Promise<void> {
    return this.onPool(tenant, (pool) => rememberSchemaId(pool, this.schema, { event, version, id }));
  }

  /** The ids known so far, by event and version; the log's own copy of what the schema registry said. */
  schemaIds(tenant: string): Promise<SchemaId[]> {
    return this.onPool(tenant, (pool) => schemaIds(pool, this.schema));
  }

  /**
   * Calls the listener after each call that recorded events in this process, with the last position.
   *
   * @returns stops it
   */
  onAppended(listener: AppendedListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private appendTraced(tenant: string, commands: readonly AppendCommand[]): Promise<AppendOutcome[]> {
    return traceAppend(this.tracing, tenant, commands, async (placed, sent) => {
      const prepared = await Promise.all(placed.map((command) => this.prepare(tenant, command)));
      return Promise.all(prepared.map((command) => this.logOf(tenant).append({ ...command, sent })));
    });
  }

  private prepare(tenant: string, command: AppendCommand) {
    return prepare(this.service, command, (events) => this.sealing.seal(tenant, this.service, events));
  }

  private readable(tenant: string, raw: readonly RawEvent[]): Promise<RecordedEvent[]> {
    const events = raw.map((event) => recordedEvent(this.service, event));
    return this.sealing.unseal(tenant, this.service, events);
  }

  private async pool(tenant: string) {
    return (await this.databases.of(tenant)).pool;
  }

  private async onPool<T>(tenant: string, work: (pool: Pool) => Promise<T>): Promise<T> {
    try {
      return await work(await this.pool(tenant));
    } catch (error) {
      throw asUnavailable(error);
    }
  }

  private reading<T>(tenant: string, work: (reader: LogReader) => Promise<T>): Promise<T> {
    return this.onPool(tenant, (pool) => work(new LogReader(pool, this.schema, tenant)));
  }

  private logOf(tenant: string): TenantLog {
    let log = this.logs.get(tenant);
    if (!log) {
      log = new TenantLog({
        service: this.service,
        pool: () => this.pool(tenant),
        onAppended: (position) => this.tell(tenant, position),
        onCall: this.measure,
        onTrouble: (what, error) => this.logger.warn({ tenant, err: error }, what),
      });
      this.logs.set(tenant, log);
    }
    return log;
  }

  private tell(tenant: string, position: number): void {
    for (const listener of this.listeners)
      try {
        listener(tenant, position);
      } catch (error) {
        this.logger.error({ tenant, err: error }, 'a listener to the log failed');
      }
  }
}
