import { type BeforeApplicationShutdown, Inject, Injectable, Logger } from '@nestjs/common';
import { findEventType, subject } from '#libs/contracts';
import { EventLog } from '#libs/event-store';
import { HealthRegistry, SERVICE_CONFIG, type ServiceConfig } from '#libs/platform';
import { pause } from '../common/pause.js';
import { RegistryClient } from '../registry/registry-client.js';

/** What records carry whose schema's id nobody knows. */
const UNKNOWN_ID = 0;
const ASK_AGAIN_MS = 5_000;
/** Where the schemas are published while services start already, ids are waited for; not longer than so. */
const PATIENCE_MS = 60_000;
const LOOK_AGAIN_MS = 200;

/**
 * The registry's id of each schema, for the prefix of records. Only tools that are not ours read it: Aviary finds a schema
 * by the event's name and version. So shipping never waits long for the registry and never stops without it.
 *
 * An id that was learnt is kept for good, in memory and in the log's own table of schemas; after a restart the kept one is
 * used at once. Where there is none and the registry is away (or does not have the schema), records are shipped with id 0,
 * which is reported as degraded, and the registry is asked again after five seconds. Those records stay as they are: a
 * record is never changed.
 *
 * Only where somebody publishes the schemas at the same time as this service starts (`awaitSchemas`), the first minute is
 * another matter: then the records wait.
 */
@Injectable()
export class SchemaIds implements BeforeApplicationShutdown {
  private readonly log = new Logger('Relay');
  /** By event and version. */
  private readonly known = new Map<string, number>();
  /** By tenant, event and version: ids that the tenant's log has kept. */
  private readonly kept = new Set<string>();
  private readonly recalled = new Set<string>();
  private readonly missing = new Map<string, string>();
  private askAgainAt = 0;
  /** Epoch milliseconds. */
  private readonly patientUntil: number;
  private readonly stopping = new AbortController();

  constructor(
    private readonly registry: RegistryClient,
    private readonly eventLog: EventLog,
    @Inject(SERVICE_CONFIG) { awaitSchemas }: Pick<ServiceConfig, 'awaitSchemas'>,
    health: HealthRegistry,
  ) {
    this.patientUntil = awaitSchemas ? Date.now() + PATIENCE_MS : 0;
    health.register('schema ids', () =>
      Promise.resolve(this.missing.size === 0 ? { state: 'ok' } : { state: 'degraded', reason: this.trouble() }),
    );
  }

  beforeApplicationShutdown(): void {
    this.stopping.abort();
  }

  /**
   * @returns 0 while the id is not known
   * @throws Error if the service stops while it is waited for; never for the registry's sake
   */
  async of(tenant: string, event: string, version: number): Promise<number> {
    const key = `${event}/${version}`;
    const known = this.known.get(key) ?? (await this.recall(tenant, key)) ?? (await this.learn(key, event, version));
    if (known === undefined) return UNKNOWN_ID;
    await this.keep(tenant, key, event, version, known);
    return known;
  }

  /** What the tenant's log has kept from earlier. */
  private async recall(tenant: string, key: string): Promise<number | undefined> {
    if (this.recalled.has(tenant)) return undefined;
    for (const { event, version, id } of await this.eventLog.schemaIds(tenant)) {
      const name = `${event}/${version}`;
      this.known.set(name, this.known.get(name) ?? id);
      if (this.known.get(name) === id) this.kept.add(`${tenant}/${name}`);
    }
    this.recalled.add(tenant);
    return this.known.get(key);
  }

  private async learn(key: string, event: string, version: number): Promise<number | undefined> {
    for (;;) {
      const isPatient = Date.now() < this.patientUntil;
      if (!isPatient && Date.now() < this.askAgainAt) return undefined;
      try {
        return await this.ask(key, event, version);
      } catch (error) {
        if (!isPatient) return this.doWithout(key, error);
        await pause(LOOK_AGAIN_MS, this.stopping.signal);
        if (this.stopping.signal.aborted) throw error;
      }
    }
  }

  private async ask(key: string, event: string, version: number): Promise<number> {
    const { service } = this.eventLog;
    const type = findEventType(service, event, version);
    const found = type && (await this.registry.find(subject(service, event), type.schema));
    if (!found) throw new Error(`The registry does not have the schema of ${service}.${event} in version ${version}.`);
    this.known.set(key, found.id);
    this.missing.delete(key);
    return found.id;
  }

  private doWithout(key: string, error: unknown): undefined {
    this.askAgainAt = Date.now() + ASK_AGAIN_MS;
    if (!this.missing.has(key)) this.log.warn(`records of ${key} are shipped without a schema id`, { err: error });
    this.missing.set(key, error instanceof Error ? error.message : String(error));
  }

  private async keep(tenant: string, key: string, event: string, version: number, id: number): Promise<void> {
    if (this.kept.has(`${tenant}/${key}`)) return;
    await this.eventLog.rememberSchemaId(tenant, event, version, id);
    this.kept.add(`${tenant}/${key}`);
  }

  private trouble(): string {
    const [[name, why] = ['', '']] = this.missing;
    return `Records of ${this.missing.size} schemas (${name} and others) are shipped with schema id 0: ${why}`;
  }
}
