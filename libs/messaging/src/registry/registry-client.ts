import { RegistryRefusedError, RegistryUnavailableError } from './registry-errors.js';
import { askRegistry, type RegistryRequest } from './registry-http.js';

/** Where a schema stands in the registry. */
export interface RegisteredSchema {
  /** What the wire format carries; the same for the same schema under every subject. */
  readonly id: number;
  /** Counts within the subject: 1, 2, 3 … */
  readonly version: number;
}

const SUBJECT_NOT_FOUND = 40401;
const VERSION_NOT_FOUND = 40402;
const SCHEMA_NOT_FOUND = 40403;
const NOT_FOUND: ReadonlySet<number | undefined> = new Set([SUBJECT_NOT_FOUND, VERSION_NOT_FOUND, SCHEMA_NOT_FOUND]);
const NO_OWN_COMPATIBILITY = 40408;

const isMissing = (error: unknown): boolean =>
  error instanceof RegistryRefusedError && error.status === 404 && NOT_FOUND.has(error.code);

/**
 * A schema registry that speaks Confluent's API (Apicurio does, so does Confluent's own). What is once known of a
 * schema is not asked for again but by `findAnew`.
 *
 * Every method throws RegistryUnavailableError while the registry is away, and RegistryRefusedError for what it will
 * not do.
 */
export class RegistryClient {
  private readonly url: string;
  /** subject, NUL, text → where it stands. */
  private readonly known = new Map<string, RegisteredSchema>();
  private readonly texts = new Map<number, string>();

  /** @param url up to and with `/apis/ccompat/v7` */
  constructor(
    url: string,
    private readonly timeoutMs = 5_000,
  ) {
    this.url = url.replace(/\/+$/, '');
  }

  /** Where a schema stands under a subject; undefined if it is not registered there. Docs do not make a difference. */
  async find(subject: string, schema: string): Promise<RegisteredSchema | undefined> {
    return this.known.get(`${subject}\0${schema}`) ?? (await this.findAnew(subject, schema));
  }

  /** The same, asked for although it is known: a registry that was put back may have lost it, or know it by another id. */
  async findAnew(subject: string, schema: string): Promise<RegisteredSchema | undefined> {
    const key = `${subject}\0${schema}`;
    const answer = await this.askMaybe({ method: 'POST', path: this.subjectPath(subject), body: { schema } });
    this.known.delete(key);
    if (!answer) return undefined;
    const found = { id: this.whole(answer.id, 'id'), version: this.whole(answer.version, 'version') };
    this.known.set(key, found);
    return found;
  }

  /**
   * Registers a schema as the subject's next version; one that is registered already keeps its id.
   *
   * @returns the id
   * @throws RegistryRefusedError with status 409 if it is not compatible with the versions before
   */
  async register(subject: string, schema: string): Promise<number> {
    const answer = await this.ask({ method: 'POST', path: `${this.subjectPath(subject)}/versions`, body: { schema } });
    return this.whole(answer.id, 'id');
  }

  /** The text of a schema as the registry gives it out, which may order its members in another way than it was given. */
  async schemaById(id: number): Promise<string | undefined> {
    const known = this.texts.get(id);
    if (known !== undefined) return known;
    const answer = await this.askMaybe({ method: 'GET', path: `/schemas/ids/${id}` });
    if (!answer) return undefined;
    if (typeof answer.schema !== 'string') throw this.senseless('schema');
    this.texts.set(id, answer.schema);
    return answer.schema;
  }

  /** Every subject there is. */
  async subjects(): Promise<string[]> {
    const answer = await this.ask({ method: 'GET', path: '/subjects' });
    if (!Array.isArray(answer)) throw this.senseless('list of subjects');
    return answer.map(String);
  }

  /** The versions of a subject; none if it does not exist. */
  async versions(subject: string): Promise<readonly number[]> {
    const answer = await this.askMaybe({ method: 'GET', path: `${this.subjectPath(subject)}/versions` });
    if (answer === undefined) return [];
    if (!Array.isArray(answer)) throw this.senseless('list of versions');
    return answer.map((version) => this.whole(version, 'version'));
  }

  /** The text of one version of a subject, in whatever order of members; undefined if it is not there. */
  async schemaOf(subject: string, version: number): Promise<string | undefined> {
    const path = `${this.subjectPath(subject)}/versions/${version}`;
    const answer = await this.askMaybe({ method: 'GET', path });
    if (!answer) return undefined;
    if (typeof answer.schema !== 'string') throw this.senseless('schema');
    return answer.schema;
  }

  /** The subject's own compatibility level; undefined if it has none. */
  async compatibility(subject: string): Promise<string | undefined> {
    try {
      const answer = await this.ask({ method: 'GET', path: `/config/${encodeURIComponent(subject)}` });
      return String(answer.compatibilityLevel);
    } catch (error) {
      if (isMissing(error) || (error instanceof RegistryRefusedError && error.code === NO_OWN_COMPATIBILITY))
        return undefined;
      throw error;
    }
  }

  /** Sets the subject's own compatibility level; the subject need not exist yet. */
  async setCompatibility(subject: string, compatibility: string): Promise<void> {
    await this.ask({ method: 'PUT', path: `/config/${encodeURIComponent(subject)}`, body: { compatibility } });
  }

  private subjectPath(subject: string): string {
    return `/subjects/${encodeURIComponent(subject)}`;
  }

  private ask(request: RegistryRequest): ReturnType<typeof askRegistry> {
    return askRegistry(this.url, request, this.timeoutMs);
  }

  /** Undefined for what does not exist. */
  private async askMaybe(request: RegistryRequest): Promise<Awaited<ReturnType<typeof askRegistry>> | undefined> {
    try {
      return await this.ask(request);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  private whole(value: unknown, name: string): number {
    if (!Number.isInteger(value)) throw this.senseless(name);
    return value as number;
  }

  private senseless(name: string): RegistryUnavailableError {
    return new RegistryUnavailableError(this.url, `its answer has no ${name}`);
  }
}
