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
/** How long an id is believed before the registry is asked whether it still is one. */
const BELIEVED_MS = 5 * 60_000;

/**
 * The registry's id of each schema, for the prefix of records. Only tools that are not ours read it: Aviary finds a schema
 * by the event's name and version. So shipping never waits long for the registry and never stops without it.
 *
 * An id that was learnt is kept in memory and in the log's own table of schemas; after a restart the kept one is used at once.
 * Beside the shipping, the registry is asked every few minutes whether it still knows the schemas by these ids: one that was put
 * back from a copy, or made anew, may have lost them, given them other ids, or given their ids to other schemas. From then on
 * records carry the id that is right now. Where it has lost a schema they carry the old id, which is reported as degraded
 * until somebody publishes the schemas. Where there is none and the registry is away (or does not have the schema), records are shipped with id 0,
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
  /** By tenant, event and version: the id that the tenant's log has kept. */
  private readonly kept = new Map<string, number>();
  private readonly recalled = new Set<string>();
  private readonly missing = new Map<string, string>();
  private askAgainAt = 0;
  /** Epoch milliseconds: what a log has kept is not believed beyond its first use, what was just learnt is for a while. */
  private believedUntil = Infinity;
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
    // Not waited for: the registry may be slow, or away.
    void this.verify();
    await this.keep(tenant, key, event, version, known);
    return known;
  }

  /** What the tenant's log has kept from earlier. */
  private async recall(tenant: string, key: string): Promise<number | undefined> {
    if (this.recalled.has(tenant)) return undefined;
    for (const { event, version, id } of await this.eventLog.schemaIds(tenant)) {
      const name = `${event}/${version}`;
      this.known.set(name, this.known.get(name) ?? id);
      this.kept.set(`${tenant}/${name}`, id);
      this.believedUntil = 0;
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
    const found = await this.lookUp(event, version);
    this.known.set(key, found);
    this.missing.delete(key);
    this.believedUntil = Math.min(this.believedUntil, Date.now() + BELIEVED_MS);
    return found;
  }

  /** @throws Error if the registry does not have it, or is away */
  private async lookUp(event: string, version: number): Promise<number> {
    const { service } = this.eventLog;
    const type = findEventType(service, event, version);
    const found = type && (await this.registry.findAnew(subject(service, event), type.schema));
    if (!found) throw new UnknownSchemaError(`${service}.${event}`, version);
    return found.id;
  }

  /** Asks for every id that is known whether it still is right. */
  private async verify(): Promise<void> {
    if (Date.now() < this.believedUntil) return;
    this.believedUntil = Date.now() + BELIEVED_MS;
    for (const [key, id] of this.known) {
      const [event = '', version = ''] = key.split('/');
      try {
        const now = await this.ask(key, event, Number(version));
        if (now !== id) this.log.warn(`the registry knows ${key} by id ${now} now, and no longer by ${id}`);
      } catch (error) {
        if (!(error instanceof UnknownSchemaError)) return;
        this.log.warn(`the registry has lost the schema of ${key}`, { err: error });
        this.missing.set(key, error.message);
      }
    }
  }

  private doWithout(key: string, error: unknown): undefined {
    this.askAgainAt = Date.now() + ASK_AGAIN_MS;
    if (!this.missing.has(key)) this.log.warn(`records of ${key} are shipped without a schema id`, { err: error });
    this.missing.set(key, error instanceof Error ? error.message : String(error));
  }

  private async keep(tenant: string, key: string, event: string, version: number, id: number): Promise<void> {
    // Unless it was put right meanwhile.
    if (this.kept.get(`${tenant}/${key}`) === id || this.known.get(key) !== id) return;
    await this.eventLog.rememberSchemaId(tenant, event, version, id);
    this.kept.set(`${tenant}/${key}`, id);
  }

  private trouble(): string {
    const [[name, why] = ['', '']] = this.missing;
    return `Records of ${this.missing.size} schemas (${name} and others) carry no id that the registry knows: ${why}`;
  }
}

class UnknownSchemaError extends Error {
  constructor(event: string, version: number) {
    super(
      `The registry does not have ${event} in version ${version}: "aviary schemas publish" brings it what it lacks.`,
    );
    this.name = 'UnknownSchemaError';
  }
}
